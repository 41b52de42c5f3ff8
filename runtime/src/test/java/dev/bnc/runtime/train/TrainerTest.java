package dev.bnc.runtime.train;

import static dev.bnc.runtime.train.TrainedBlobs.FEATURES;
import static dev.bnc.runtime.train.TrainedBlobs.STEPS;
import static dev.bnc.runtime.train.TrainedBlobs.data;
import static dev.bnc.runtime.train.TrainedBlobs.everyStep;
import static dev.bnc.runtime.train.TrainedBlobs.net;
import static dev.bnc.runtime.train.TrainedBlobs.recomputing;
import static dev.bnc.runtime.train.TrainedBlobs.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.artifact.Checkpoint;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    Path runs;

    private TrainedBlobs blobs() {
        return new TrainedBlobs(runs);
    }

    @Test
    void learnsAndReports() {
        var heard = new Heard();
        TrainResult result = blobs().train(settings(), blobs().create(), TrainOptions.defaults(), () -> false, heard);
        assertThat(result.outcome()).isEqualTo(TrainResult.Outcome.FINISHED);
        assertThat(result.step()).isEqualTo(STEPS);
        assertThat(result.last().orElseThrow().validation().accuracy().getAsDouble())
                .isGreaterThan(0.95);
        assertThat(heard.losses).hasSize(STEPS);
        assertThat(heard.losses.getLast()).isLessThan(heard.losses.getFirst() / 2);
        assertThat(heard.validatedAt).containsExactly(5L, 10L, 15L, 20L, 23L);
        assertThat(heard.epochs).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void writesTheLossOfEachStepExactly() throws IOException {
        RunFolder folder = blobs().create();
        var heard = new Heard();
        blobs().train(settings(), folder, TrainOptions.defaults(), () -> false, heard);
        List<Double> written = new ArrayList<>();
        for (String line : Files.readAllLines(folder.metrics())) {
            Json.Obj object = (Json.Obj) Json.parse(line, "metrics");
            if (object.find("loss").orElse(null) instanceof Json.Num loss) {
                written.add(loss.value());
            }
        }
        assertThat(written)
                .isEqualTo(heard.losses.stream().map(Float::doubleValue).toList());
    }

    @Test
    void theBestCheckpointIsTheBestValidation() {
        RunFolder folder = blobs().create();
        TrainResult result = blobs().train(settings(), folder, TrainOptions.defaults(), () -> false, new Heard());
        Checkpoint best = Checkpoint.read(folder.bestCheckpoint());
        assertThat(best.wholeFact("step")).isEqualTo(result.best().orElseThrow().step());
        var state = new float[result.layout().size()];
        best.restore(result.layout(), state);
        var evaluator =
                new Evaluator(net().inference(7), settings().scoring(), data().validation(), state, new OneThread());
        assertThat(evaluator.run()).isEqualTo(result.best().orElseThrow().validation());
    }

    @Test
    void keptAndMergedLastBatchesAreShown() {
        for (LastBatch last : LastBatch.values()) {
            TrainSettings settings = settings().withData(settings().data().withLast(last));
            var heard = new Heard();
            blobs().train(settings, blobs().create(), TrainOptions.defaults(), () -> false, heard);
            List<Integer> expected = switch (last) {
                case DROP -> List.of(20, 20, 20, 20, 20, 20);
                case KEEP -> List.of(20, 20, 20, 20, 20, 7);
                case MERGE -> List.of(20, 20, 20, 20, 27, 20);
            };
            assertThat(heard.batches.subList(0, 6)).isEqualTo(expected);
        }
    }

    @Test
    void recomputedStatisticsAreMeansOfMeans() {
        TrainSettings settings = recomputing(settings());
        TrainResult result =
                blobs().train(settings, blobs().create(), TrainOptions.defaults(), () -> false, new Heard());
        var means = new double[FEATURES];
        var pixels = new float[FEATURES];
        var sampler = new Sampler(data().training(), settings.data(), settings.seed());
        for (int b = 0; b < 4; b++) {
            for (int i = 0; i < 20; i++) {
                data().training().readInput(sampler.example(0, b, i), pixels, 0);
                for (int f = 0; f < FEATURES; f++) {
                    means[f] += pixels[f] / 80.0;
                }
            }
        }
        for (int f = 0; f < FEATURES; f++) {
            assertThat((double) result.state()[f]).isCloseTo(means[f], within(1e-6));
        }
    }

    @Test
    void overfitsAFew() {
        TrainResult result = blobs().train(
                        settings().withStop(Stop.after(Span.steps(60))),
                        blobs().create(),
                        TrainOptions.defaults().overfitting(4),
                        () -> false,
                        new Heard());
        assertThat(result.last().orElseThrow().validation().examples()).isEqualTo(4);
        assertThat(result.last().orElseThrow().validation().loss()).isLessThan(0.1);
        assertThatThrownBy(() -> blobs().train(
                                settings(),
                                blobs().create(),
                                TrainOptions.defaults().overfitting(1000),
                                () -> false,
                                new Heard()))
                .isInstanceOf(DataException.class)
                .hasMessage("cannot overfit 1,000 examples: there are only 107\n  = help: use fewer");
    }

    @Test
    void timeEndsTraining() {
        TrainSettings settings =
                settings().withStop(new Stop(Optional.empty(), Optional.of(Duration.ofMillis(500)), Optional.empty()));
        TrainResult result =
                blobs().train(settings, blobs().create(), TrainOptions.defaults(), () -> false, new Heard());
        assertThat(result.outcome()).isEqualTo(TrainResult.Outcome.FINISHED);
        assertThat(result.step()).isGreaterThan(0);
    }

    @Test
    void divergenceIsReportedAndTheCheckpointStaysGood() {
        var explosive = new TrainSettings(
                "blobs",
                "image",
                "digit",
                "logits",
                Loss.CROSS_ENTROPY,
                settings().data(),
                1e30,
                new Schedule.WarmUp(1e-30, Span.steps(10), new Schedule.Constant()),
                0.9,
                0.999,
                settings().stop(),
                Span.epochs(1),
                OptionalInt.empty(),
                7,
                List.of());
        RunFolder folder = blobs().create();
        assertThatThrownBy(() -> blobs().train(explosive, folder, everyStep(), () -> false, new Heard()))
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching(
                        "(?s)training diverged at step \\d+: the loss is .*last losses: .*last.ckpt \\(step \\d+\\).*lower the learning rate.*");
        assertThat(folder.facts().text("status")).contains("diverged");
        Checkpoint good = Checkpoint.read(folder.lastCheckpoint());
        for (SafeTensors.Entry entry : good.tensors().entries()) {
            for (float value : good.tensors().values(entry)) {
                assertThat(Float.isFinite(value)).isTrue();
            }
        }
    }
}
