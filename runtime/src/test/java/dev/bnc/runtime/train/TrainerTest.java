package dev.bnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Checkpoint;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Sampler;
import dev.bnc.runtime.data.Shuffle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final int FEATURES = 6;
    private static final int CLASSES = 3;
    private static final int STEPS = 23;

    @TempDir
    Path runs;

    @Test
    void learnsAndReports() {
        var heard = new Heard();
        TrainResult result = train(settings(), create(), TrainOptions.defaults(), () -> false, heard);
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
        RunFolder folder = create();
        var heard = new Heard();
        train(settings(), folder, TrainOptions.defaults(), () -> false, heard);
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
    void equalRunsHaveEqualFiles() throws IOException {
        RunFolder first = create();
        RunFolder second = create();
        train(settings(), first, everyStep(), () -> false, new Heard());
        train(settings(), second, TrainOptions.defaults(), () -> false, new Heard());
        assertSameFiles(first, second);
        RunFolder other = create();
        train(settings().withSeed(8), other, TrainOptions.defaults(), () -> false, new Heard());
        assertThat(Files.readAllBytes(other.lastCheckpoint())).isNotEqualTo(Files.readAllBytes(first.lastCheckpoint()));
    }

    @Test
    void stoppedAtAnyStepItGoesOnToTheSameBits() throws IOException {
        RunFolder whole = create();
        train(settings(), whole, TrainOptions.defaults(), () -> false, new Heard());
        for (int stop = 0; stop < STEPS; stop++) {
            RunFolder stopped = create();
            TrainResult result = train(settings(), stopped, TrainOptions.defaults(), after(stop), new Heard());
            assertThat(result.outcome()).isEqualTo(TrainResult.Outcome.INTERRUPTED);
            assertThat(result.step()).isEqualTo(stop);
            assertThat(stopped.facts().text("status")).contains("interrupted");
            train(settings(), stopped, TrainOptions.defaults().resuming(), () -> false, new Heard());
            assertSameFiles(stopped, whole);
            assertThat(stopped.facts().text("status")).contains("finished");
        }
    }

    @Test
    void aDeviceThatRunsAheadMakesTheSameFiles() throws IOException {
        RunFolder here = create();
        var heard = new Heard();
        train(recomputing(settings()), here, everyStep(), () -> false, heard);
        RunFolder ahead = create();
        var heardAhead = new Heard();
        trainAhead(recomputing(settings()), ahead, everyStep(), () -> false, heardAhead);
        assertSameFiles(ahead, here);
        assertThat(heardAhead.losses).isEqualTo(heard.losses);
        for (int stop = 0; stop < STEPS; stop++) {
            RunFolder stopped = create();
            TrainResult result =
                    trainAhead(recomputing(settings()), stopped, TrainOptions.defaults(), after(stop), new Heard());
            assertThat(result.step()).isEqualTo(stop);
            train(recomputing(settings()), stopped, TrainOptions.defaults().resuming(), () -> false, new Heard());
            assertSameFiles(stopped, here);
        }
    }

    @Test
    void killedAtAnyStepItGoesOnToTheSameBits() throws IOException {
        RunFolder whole = create();
        train(recomputing(settings()), whole, TrainOptions.defaults(), () -> false, new Heard());
        for (int kill = 0; kill < STEPS; kill++) {
            RunFolder killed = create();
            int last = kill;
            BooleanSupplier killing = after(kill);
            assertThatThrownBy(() -> train(
                            recomputing(settings()),
                            killed,
                            last % 2 == 0 ? TrainOptions.defaults() : everyStep(),
                            () -> {
                                if (killing.getAsBoolean()) {
                                    throw new Killed();
                                }
                                return false;
                            },
                            new Heard()))
                    .isInstanceOf(Killed.class);
            // What a kill in the middle of a write leaves behind.
            Files.write(killed.path().resolve("last.ckpt.tmp"), new byte[] {1, 2, 3});
            Files.writeString(
                    killed.metrics(),
                    Files.readString(killed.metrics()) + "{\"step\":99,\"epoch\":9}\n{\"step\":10",
                    StandardCharsets.UTF_8);
            train(recomputing(settings()), killed, everyStep().resuming(), () -> false, new Heard());
            assertSameFiles(killed, whole);
        }
    }

    @Test
    void aFinishedRunResumedStaysAsItIs() throws IOException {
        RunFolder once = create();
        RunFolder twice = create();
        train(settings(), once, TrainOptions.defaults(), () -> false, new Heard());
        train(settings(), twice, TrainOptions.defaults(), () -> false, new Heard());
        train(settings(), twice, TrainOptions.defaults().resuming(), () -> false, new Heard());
        assertSameFiles(once, twice);
    }

    @Test
    void theBestCheckpointIsTheBestValidation() {
        RunFolder folder = create();
        TrainResult result = train(settings(), folder, TrainOptions.defaults(), () -> false, new Heard());
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
            train(settings, create(), TrainOptions.defaults(), () -> false, heard);
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
        TrainResult result = train(settings, create(), TrainOptions.defaults(), () -> false, new Heard());
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
        TrainResult result = train(
                settings().withStop(Stop.after(Span.steps(60))),
                create(),
                TrainOptions.defaults().overfitting(4),
                () -> false,
                new Heard());
        assertThat(result.last().orElseThrow().validation().examples()).isEqualTo(4);
        assertThat(result.last().orElseThrow().validation().loss()).isLessThan(0.1);
        assertThatThrownBy(() -> train(
                        settings(), create(), TrainOptions.defaults().overfitting(1000), () -> false, new Heard()))
                .isInstanceOf(DataException.class)
                .hasMessage("cannot overfit 1,000 examples: there are only 107\n  = help: use fewer");
    }

    @Test
    void timeEndsTraining() {
        TrainSettings settings =
                settings().withStop(new Stop(Optional.empty(), Optional.of(Duration.ofMillis(500)), Optional.empty()));
        TrainResult result = train(settings, create(), TrainOptions.defaults(), () -> false, new Heard());
        assertThat(result.outcome()).isEqualTo(TrainResult.Outcome.FINISHED);
        assertThat(result.step()).isGreaterThan(0);
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() {
        TrainSettings settings = settings().withData(settings().data().withBatch(108));
        assertThatThrownBy(() -> train(settings, create(), TrainOptions.defaults(), () -> false, new Heard()))
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
        RunFolder folder = create();
        assertThatThrownBy(() -> trainer.run(folder, TrainOptions.defaults(), () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the last batch of each epoch would hold 1 example, but batch norm needs 2");
        assertThat(folder.path()).isEmptyDirectory();
    }

    @Test
    void dataOfAnotherSizeIsRefused() {
        Dataset wide = new Blobs(107, 7, CLASSES, 1);
        var trainer = new Trainer(settings(), net(), new Datasets(wide, wide), new OneThread(), new Heard());
        assertThatThrownBy(() -> trainer.run(create(), TrainOptions.defaults(), () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "the net's `image` takes [6], but the data has examples of [7] (7 numbers each)");
    }

    @Test
    void dataWithOtherClassesIsRefused() {
        Dataset four = new Blobs(107, FEATURES, 4, 1);
        var trainer = new Trainer(settings(), net(), new Datasets(four, four), new OneThread(), new Heard());
        assertThatThrownBy(() -> trainer.run(create(), TrainOptions.defaults(), () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("the net tells 3 classes apart, but the data has 4: 0, 1, 2, 3");
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
        RunFolder folder = create();
        assertThatThrownBy(() -> train(explosive, folder, everyStep(), () -> false, new Heard()))
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

    @Test
    void givenWeightsReplaceInitialOnes() throws IOException {
        var weights = new float[FEATURES * CLASSES];
        Arrays.fill(weights, 0.25f);
        Path file = write("w.safetensors", NamedTensor.of("dense.weight", List.of(CLASSES, FEATURES), weights));
        var heard = new Heard();
        RunFolder folder = create();
        train(settings(), folder, TrainOptions.defaults().withInitialWeights(file), after(0), heard);
        Checkpoint start = Checkpoint.read(folder.lastCheckpoint());
        assertThat(start.tensors().values(start.tensors().find("dense.weight").orElseThrow()))
                .containsOnly(0.25f);
        assertThat(heard.notes).containsExactly(file + " does not have norm.mean, dense.bias: they start as usual");
    }

    @Test
    void weightsThatDoNotFitAreRefused() throws IOException {
        Path renamed =
                write("a.safetensors", NamedTensor.of("dense.wieght", List.of(CLASSES, FEATURES), new float[18]));
        assertThatThrownBy(() -> train(
                        settings(),
                        create(),
                        TrainOptions.defaults().withInitialWeights(renamed),
                        () -> false,
                        new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(renamed + ": the net has no `dense.wieght`; did you mean `dense.weight`?"
                        + "\n  = help: it has norm.mean, dense.weight, dense.bias, dense.weight.momentum");
        Path turned = write("b.safetensors", NamedTensor.of("dense.weight", List.of(FEATURES, CLASSES), new float[18]));
        assertThatThrownBy(() -> train(
                        settings(),
                        create(),
                        TrainOptions.defaults().withInitialWeights(turned),
                        () -> false,
                        new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(turned + ": `dense.weight` has shape [6, 3], the net needs [3, 6]"
                        + "\n  = help: dense weights are stored [out, in], as PyTorch does; transpose it");
        Path missing = write("c.safetensors", NamedTensor.of("dense.bias", List.of(CLASSES), new float[3]));
        assertThatThrownBy(() -> train(
                        settings(),
                        create(),
                        TrainOptions.defaults().withInitialWeights(missing),
                        () -> false,
                        new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(missing + ": `dense.weight` [3, 6] is missing\n  = help: it has dense.bias");
    }

    @Test
    void resumingWithOtherSettingsIsRefused() {
        RunFolder folder = create();
        train(settings(), folder, TrainOptions.defaults(), after(3), new Heard());
        TrainSettings other = settings().withData(settings().data().withShuffle(Shuffle.OFF));
        assertThatThrownBy(() -> train(other, folder, TrainOptions.defaults().resuming(), () -> false, new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(folder.path() + ": the run was started with shuffle = epoch, now it is off"
                        + "\n  = help: resume with the same settings and data");
        assertThatThrownBy(() -> train(settings(), folder, TrainOptions.defaults(), () -> false, new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(folder.path() + ": already holds a run");
        RunFolder empty = create();
        assertThatThrownBy(
                        () -> train(settings(), empty, TrainOptions.defaults().resuming(), () -> false, new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(empty.path() + ": nothing to resume");
    }

    private Path write(String name, NamedTensor tensor) throws IOException {
        Path file = runs.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            SafeTensors.write(new LinkedHashMap<>(), List.of(tensor), out);
        }
        return file;
    }

    private static void assertSameFiles(RunFolder one, RunFolder other) throws IOException {
        assertThat(Files.readString(one.metrics())).isEqualTo(Files.readString(other.metrics()));
        assertThat(Files.readAllBytes(one.lastCheckpoint())).isEqualTo(Files.readAllBytes(other.lastCheckpoint()));
        assertThat(Files.readAllBytes(one.bestCheckpoint())).isEqualTo(Files.readAllBytes(other.bestCheckpoint()));
    }

    private RunFolder create() {
        return RunFolder.create(runs, "blobs");
    }

    private TrainResult trainAhead(
            TrainSettings settings,
            RunFolder folder,
            TrainOptions options,
            BooleanSupplier stop,
            TrainListener listener) {
        ProgramSource programs = new RunningAhead(net(settings));
        return new Trainer(settings, programs, data(), new OneThread(), listener).run(folder, options, stop);
    }

    private TrainResult train(
            TrainSettings settings,
            RunFolder folder,
            TrainOptions options,
            BooleanSupplier stop,
            TrainListener listener) {
        return new Trainer(settings, net(settings), data(), new OneThread(), listener).run(folder, options, stop);
    }

    private static SoftmaxRegression net() {
        return new SoftmaxRegression(FEATURES, CLASSES);
    }

    private static SoftmaxRegression net(TrainSettings settings) {
        return new SoftmaxRegression(
                FEATURES, CLASSES, settings.recomputeBatches().isEmpty(), 1);
    }

    private static Datasets data() {
        return new Datasets(new Blobs(107, FEATURES, CLASSES, 1), new Blobs(31, FEATURES, CLASSES, 2));
    }

    private static TrainOptions everyStep() {
        return TrainOptions.defaults().checkpointingEvery(Duration.ZERO);
    }

    static TrainSettings settings() {
        var data = new DataSettings("blobs", Optional.empty(), 20, Shuffle.EPOCH, LastBatch.DROP, List.of());
        return new TrainSettings(
                "blobs",
                "image",
                "digit",
                "logits",
                Loss.CROSS_ENTROPY,
                data,
                0.05,
                new Schedule.Constant(),
                0.9,
                0.999,
                Stop.after(Span.steps(STEPS)),
                Span.epochs(1),
                OptionalInt.empty(),
                7,
                List.of());
    }

    private static TrainSettings recomputing(TrainSettings s) {
        return new TrainSettings(
                s.name(),
                s.input(),
                s.target(),
                s.prediction(),
                s.loss(),
                s.data(),
                s.learningRate(),
                s.schedule(),
                s.beta1(),
                s.beta2(),
                s.stop(),
                s.validateEvery(),
                OptionalInt.of(4),
                s.seed(),
                s.probes());
    }

    /// True when asked for the time after `steps`.
    private static BooleanSupplier after(int steps) {
        var asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= steps;
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Heard implements TrainListener {
        final List<Float> losses = new ArrayList<>();
        final List<Integer> batches = new ArrayList<>();
        final List<Long> validatedAt = new ArrayList<>();
        final List<Long> epochs = new ArrayList<>();
        final List<String> notes = new ArrayList<>();

        @Override
        public void step(StepResult result) {
            losses.add(result.loss());
            batches.add(result.examples());
        }

        @Override
        public void validated(long step, double epoch, Validation validation, boolean best) {
            validatedAt.add(step);
        }

        @Override
        public void epoch(EpochResult result) {
            epochs.add(result.epoch());
        }

        @Override
        public void note(String message) {
            notes.add(message);
        }
    }
}
