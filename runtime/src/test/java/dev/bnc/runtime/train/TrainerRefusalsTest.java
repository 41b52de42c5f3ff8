package dev.bnc.runtime.train;

import static dev.bnc.runtime.train.TrainedBlobs.CLASSES;
import static dev.bnc.runtime.train.TrainedBlobs.FEATURES;
import static dev.bnc.runtime.train.TrainedBlobs.data;
import static dev.bnc.runtime.train.TrainedBlobs.net;
import static dev.bnc.runtime.train.TrainedBlobs.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.LastBatch;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data that does not go with a net is refused before anything is written.
class TrainerRefusalsTest {
    @TempDir
    Path runs;

    private TrainedBlobs blobs() {
        return new TrainedBlobs(runs);
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() {
        TrainSettings settings = settings().withData(settings().data().withBatch(108));
        assertThatThrownBy(() ->
                        blobs().train(settings, blobs().create(), TrainOptions.defaults(), () -> false, new Heard()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the batch holds 108 examples, but the data only 107\n  = help: use a batch of 107 or less");
    }

    @Test
    void aLastBatchWithoutVarianceIsRefused() {
        TrainSettings settings =
                settings().withData(settings().data().withBatch(53).withLast(LastBatch.KEEP));
        var net = new SoftmaxRegression(FEATURES, CLASSES, true, 2);
        var trainer = new Trainer(settings, net, data(), new OneThread(), new Heard());
        RunFolder folder = blobs().create();
        assertThatThrownBy(() -> trainer.run(folder, TrainOptions.defaults(), () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the last batch of each epoch would hold 1 example, but batch norm needs 2");
        assertThat(folder.path()).isEmptyDirectory();
    }

    @Test
    void dataOfAnotherSizeIsRefused() {
        Dataset wide = new Blobs(107, 7, CLASSES, 1);
        var trainer = new Trainer(settings(), net(), new Datasets(wide, wide), new OneThread(), new Heard());
        assertThatThrownBy(() -> trainer.run(blobs().create(), TrainOptions.defaults(), () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "the net's `image` takes [6], but the data has examples of [7] (7 numbers each)");
    }

    @Test
    void dataWithOtherClassesIsRefused() {
        Dataset four = new Blobs(107, FEATURES, 4, 1);
        var trainer = new Trainer(settings(), net(), new Datasets(four, four), new OneThread(), new Heard());
        assertThatThrownBy(() -> trainer.run(blobs().create(), TrainOptions.defaults(), () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("the net tells 3 classes apart, but the data has 4: 0, 1, 2, 3");
    }
}
