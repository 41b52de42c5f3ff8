package dev.bnc.runtime.train;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Checkpoint;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Sampler;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;

/// Trains a net: everything between a compiled training step and a finished run folder.
///
/// A run is a pure function of its settings, data and initial weights. Stopped at any moment, even by force, and
/// resumed,
/// it ends with the same bits as one that was never stopped.
///
/// ```java
/// var trainer = new Trainer(settings, programs, data, pool, listener);
/// var result = trainer.run(RunFolder.create(Path.of("runs"), "mnist"), TrainOptions.defaults(), () -> false);
/// ```
public final class Trainer {
    private final TrainSettings settings;
    private final ProgramSource programs;
    private final Datasets data;
    private final WorkerPool pool;
    private final TrainListener listener;

    public Trainer(
            TrainSettings settings, ProgramSource programs, Datasets data, WorkerPool pool, TrainListener listener) {
        this.settings = settings;
        this.programs = programs;
        this.data = data;
        this.pool = pool;
        this.listener = listener;
    }

    /// Trains until the settings' stop, or until `stopRequested`, which is asked before each step.
    ///
    /// @throws DataException if the data does not fit the net or the batch
    /// @throws ArtifactException if a file cannot be read or written
    /// @throws DivergedException if the loss stops being finite
    public TrainResult run(RunFolder folder, TrainOptions options, BooleanSupplier stopRequested) {
        if (options.overfit().isPresent()) {
            return overfitting(options.overfit().getAsInt()).start(folder, options, stopRequested);
        }
        return start(folder, options, stopRequested);
    }

    private TrainResult start(RunFolder folder, TrainOptions options, BooleanSupplier stopRequested) {
        Dataset training = data.training();
        var sampler = new Sampler(training, settings.data(), settings.seed());
        checkLastBatch(sampler);
        ProgramInfo info = programs.training(sampler.batchSize(0)).info();
        for (Dataset part : List.of(training, data.validation())) {
            DataFit.checkInputs(info, settings.input(), part);
            DataFit.checkTargets(info, settings.target(), part);
        }
        StateLayout layout = info.state();
        float[] state = InitialState.of(layout, settings.seed());
        Progress progress = options.resume() ? resumed(folder, layout, state) : fresh(folder, options, layout, state);
        var augmentation = new Augmentation(settings.data().transforms(), training.inputShape(), settings.seed());
        var feed = new BatchFeed(training, sampler, augmentation);
        var validating = programs.inference(
                Math.min(settings.data().batch(), data.validation().size()));
        DataFit.checkClasses(validating.info(), settings.scoring(), training);
        var evaluator = new Evaluator(validating, settings.scoring(), data.validation(), state, pool);
        try (var journal = new RunJournal(folder, identity(), layout, progress.step(), events(folder, options, progress));
                var batches = new Prefetch(feed, settings.input(), settings.target(), progress.step())) {
            return new TrainRun(settings, programs, feed, batches, evaluator, journal, layout, state, pool, listener)
                    .run(progress, options.checkpointEvery(), stopRequested);
        }
    }

    private static Optional<EventLog> events(RunFolder folder, TrainOptions options, Progress progress) {
        return options.tensorBoard()
                ? Optional.of(new EventLog(folder.path(), progress.step()))
                : Optional.empty();
    }

    private Progress fresh(RunFolder folder, TrainOptions options, StateLayout layout, float[] state) {
        if (Files.exists(folder.lastCheckpoint())) {
            throw new ArtifactException(
                    folder.path() + ": already holds a run\n  = help: go on with --resume, or train elsewhere");
        }
        options.initialWeights().ifPresent(file -> {
            List<String> kept = Weights.load(SafeTensors.open(file), layout, state);
            if (!kept.isEmpty()) {
                listener.note(file + " does not have " + String.join(", ", kept) + ": they start as usual");
            }
            List<String> absorbed = DeadBiases.absorb(programs.deadBiases(), layout, state);
            if (!absorbed.isEmpty()) {
                listener.note(file + ": batch norm subtracts " + String.join(", ", absorbed)
                        + " again; taken into its running mean, which computes the same");
            }
        });
        return Progress.START;
    }

    private Progress resumed(RunFolder folder, StateLayout layout, float[] state) {
        if (!Files.exists(folder.lastCheckpoint())) {
            throw new ArtifactException(
                    folder.path() + ": nothing to resume: the run has no last.ckpt\n  = help: train without --resume");
        }
        Checkpoint checkpoint = Checkpoint.read(folder.lastCheckpoint());
        identity().forEach((name, value) -> {
            if (!checkpoint.fact(name).equals(value)) {
                throw new ArtifactException("%s: the run was started with %s = %s, now it is %s\n  = help: %s"
                        .formatted(
                                folder.path(),
                                name,
                                checkpoint.fact(name),
                                value,
                                "resume with the same settings and data"));
            }
        });
        checkpoint.restore(layout, state);
        return Progress.of(checkpoint);
    }

    // What must not change when a run goes on.
    private SequencedMap<String, String> identity() {
        SequencedMap<String, String> identity = new LinkedHashMap<>();
        identity.put("net", settings.name());
        identity.put("seed", Long.toString(settings.seed()));
        identity.put("batch", Integer.toString(settings.data().batch()));
        identity.put("shuffle", order(settings.data()));
        identity.put("last", settings.data().last().name().toLowerCase(Locale.ROOT));
        identity.put("examples", Integer.toString(data.training().size()));
        return identity;
    }

    private static String order(DataSettings data) {
        String shuffle = data.shuffle().name().toLowerCase(Locale.ROOT);
        return data.shards() == 1 ? shuffle : shuffle + " in " + data.shards() + " shards";
    }

    private Trainer overfitting(int examples) {
        if (examples > data.training().size()) {
            throw new DataException("cannot overfit %,d examples: there are only %,d\n  = help: use fewer"
                    .formatted(examples, data.training().size()));
        }
        Dataset few = data.training().first(examples);
        var with = settings.withData(settings.data()
                .withBatch(Math.min(settings.data().batch(), examples))
                .withLast(LastBatch.DROP)
                .withShuffle(settings.data().shuffle())
                .withoutAugmentation());
        return new Trainer(with, programs, new Datasets(few, few), pool, listener);
    }

    private void checkLastBatch(Sampler sampler) {
        if (sampler.lastBatchSize() < programs.smallestBatch()) {
            throw new DataException(
                    ("the last batch of each epoch would hold %d example%s, but batch norm needs %d to have a"
                                    + " variance: %,d examples in batches of %d%s")
                            .formatted(
                                    sampler.lastBatchSize(),
                                    sampler.lastBatchSize() == 1 ? "" : "s",
                                    programs.smallestBatch(),
                                    data.training().size(),
                                    settings.data().batch(),
                                    "\n  = help: set `last = drop` or `last = merge` in the data section, or another batch size"));
        }
    }
}
