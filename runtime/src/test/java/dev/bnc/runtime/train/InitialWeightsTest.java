package dev.bnc.runtime.train;

import static dev.bnc.runtime.train.TrainedBlobs.CLASSES;
import static dev.bnc.runtime.train.TrainedBlobs.FEATURES;
import static dev.bnc.runtime.train.TrainedBlobs.after;
import static dev.bnc.runtime.train.TrainedBlobs.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Checkpoint;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.artifact.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights that training starts with.
class InitialWeightsTest {
    @TempDir
    Path runs;

    private TrainedBlobs blobs() {
        return new TrainedBlobs(runs);
    }

    @Test
    void givenWeightsReplaceInitialOnes() throws IOException {
        var weights = new float[FEATURES * CLASSES];
        Arrays.fill(weights, 0.25f);
        Path file = write("w.safetensors", NamedTensor.of("dense.weight", List.of(CLASSES, FEATURES), weights));
        var heard = new Heard();
        RunFolder folder = blobs().create();
        blobs().train(settings(), folder, TrainOptions.defaults().withInitialWeights(file), after(0), heard);
        Checkpoint start = Checkpoint.read(folder.lastCheckpoint());
        assertThat(start.tensors().values(start.tensors().find("dense.weight").orElseThrow()))
                .containsOnly(0.25f);
        assertThat(heard.notes).containsExactly(file + " does not have norm.mean, dense.bias: they start as usual");
    }

    @Test
    void weightsThatDoNotFitAreRefused() throws IOException {
        Path renamed =
                write("a.safetensors", NamedTensor.of("dense.wieght", List.of(CLASSES, FEATURES), new float[18]));
        assertThatThrownBy(() -> blobs().train(
                                settings(),
                                blobs().create(),
                                TrainOptions.defaults().withInitialWeights(renamed),
                                () -> false,
                                new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(renamed + ": the net has no `dense.wieght`; did you mean `dense.weight`?"
                        + "\n  = help: it has norm.mean, dense.weight, dense.bias, dense.weight.momentum");
        Path turned = write("b.safetensors", NamedTensor.of("dense.weight", List.of(FEATURES, CLASSES), new float[18]));
        assertThatThrownBy(() -> blobs().train(
                                settings(),
                                blobs().create(),
                                TrainOptions.defaults().withInitialWeights(turned),
                                () -> false,
                                new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(turned + ": `dense.weight` has shape [6, 3], the net needs [3, 6]"
                        + "\n  = help: dense weights are stored [out, in], as PyTorch does; transpose it");
        Path missing = write("c.safetensors", NamedTensor.of("dense.bias", List.of(CLASSES), new float[3]));
        assertThatThrownBy(() -> blobs().train(
                                settings(),
                                blobs().create(),
                                TrainOptions.defaults().withInitialWeights(missing),
                                () -> false,
                                new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(missing + ": `dense.weight` [3, 6] is missing\n  = help: it has dense.bias");
    }

    private Path write(String name, NamedTensor tensor) throws IOException {
        Path file = runs.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            SafeTensors.write(new LinkedHashMap<>(), List.of(tensor), out);
        }
        return file;
    }
}
