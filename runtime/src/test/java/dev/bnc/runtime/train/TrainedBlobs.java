package dev.bnc.runtime.train;

import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Shuffle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Trains a softmax regression on made-up data, in folders below `runs`.
record TrainedBlobs(Path runs) {
    static final int FEATURES = 6;
    static final int CLASSES = 3;
    static final int STEPS = 23;

    RunFolder create() {
        return RunFolder.create(runs, "blobs");
    }

    TrainResult train(
            TrainSettings settings,
            RunFolder folder,
            TrainOptions options,
            BooleanSupplier stop,
            TrainListener listener) {
        return new Trainer(settings, net(settings), data(), new OneThread(), listener).run(folder, options, stop);
    }

    TrainResult trainAhead(
            TrainSettings settings,
            RunFolder folder,
            TrainOptions options,
            BooleanSupplier stop,
            TrainListener listener) {
        ProgramSource programs = new RunningAhead(net(settings));
        return new Trainer(settings, programs, data(), new OneThread(), listener).run(folder, options, stop);
    }

    static SoftmaxRegression net() {
        return new SoftmaxRegression(FEATURES, CLASSES);
    }

    static SoftmaxRegression net(TrainSettings settings) {
        return new SoftmaxRegression(
                FEATURES, CLASSES, settings.recomputeBatches().isEmpty(), 1);
    }

    static Datasets data() {
        return new Datasets(new Blobs(107, FEATURES, CLASSES, 1), new Blobs(31, FEATURES, CLASSES, 2));
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

    static TrainSettings recomputing(TrainSettings s) {
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

    static TrainOptions everyStep() {
        return TrainOptions.defaults().checkpointingEvery(Duration.ZERO);
    }

    /// True when asked for the time after `steps`.
    static BooleanSupplier after(int steps) {
        var asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= steps;
    }
}
