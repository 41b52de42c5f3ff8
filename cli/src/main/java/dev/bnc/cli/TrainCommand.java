package dev.bnc.cli;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.ModelPrograms;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import dev.bnc.datasets.DatasetCatalog;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.artifact.RunLock;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.TrainOptions;
import dev.bnc.runtime.train.TrainResult;
import dev.bnc.runtime.train.TrainSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc train`: trains a net and leaves a run folder with checkpoints, measurements and the model.
@Command(
        name = "train",
        description = "Trains a net; makes runs/NAME-0001 with checkpoints, metrics.jsonl and model.bnm.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc train examples/mnist/mnist.net",
            "  bnc train mnist.net --variant plain --epochs 2 --set optimizer.lr=0.5",
            "  bnc train mnist.net --resume --max-time 10m"
        })
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private NetSource net = new NetSource();

    @Mixin
    private Execution execution = new Execution();

    @Mixin
    private Console console = new Console();

    @Mixin
    private TrainLength length = new TrainLength();

    @Option(
            names = "--checkpoint-every",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Time between checkpoints; 30s unless given.")
    private @Nullable Duration checkpointEvery;

    @Option(names = "--tensorboard", description = "Also write an event file for TensorBoard into the run folder.")
    private boolean tensorBoard;

    @Option(names = "--data", paramLabel = "DIR", description = "Read the data set from this folder.")
    private @Nullable Path data;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, order and dropout.")
    private @Nullable Long seed;

    @Option(names = "--init", paramLabel = "FILE.safetensors", description = "Start from these weights.")
    private @Nullable Path init;

    @Option(names = "--resume", description = "Go on with the newest run of this net.")
    private boolean resume;

    @Option(names = "--overfit", paramLabel = "N", description = "Train and validate on the first N examples only.")
    private @Nullable Integer overfit;

    @Option(names = "--dry-run", description = "Compile and read the data, but train nothing.")
    private boolean dryRun;

    @Option(names = "--out", paramLabel = "DIR", description = "Where run folders are made; `runs` unless given.")
    private Path out = Path.of("runs");

    @Override
    public Integer call() {
        Backend backend = execution.backend();
        if (resume && init != null) {
            throw UserError.of(ExitCodes.USAGE, "--resume goes on with the run's own weights; leave --init out");
        }
        List<String> changes = seed == null ? List.of() : List.of("train.seed=" + seed);
        Model model = net.model(console, new ElaborationOptions(Optional.empty(), changes, length.length()));
        Training training = TrainingRun.training(net.file(), model);
        TrainSettings settings = adjusted(training.settings());
        Datasets datasets = DatasetCatalog.standard().open(settings.data());
        refuseSingleValues(model, datasets);
        try (WorkerPool pool = execution.pool()) {
            var programs = new ModelPrograms(model, backend);
            if (dryRun) {
                return dryRun(programs, settings, datasets);
            }
            return train(model, settings, datasets, programs, pool);
        }
    }

    /// Knowing how many examples there are, the last batch can be checked, and shown where it is written.
    private void refuseSingleValues(Model model, Datasets datasets) {
        if (overfit == null) {
            TrainingRun.refuseSingleValues(console, model, datasets);
        }
    }

    private TrainSettings adjusted(TrainSettings settings) {
        TrainSettings changed = length.limited(settings);
        Optional<Path> folder = Folders.existing("--data", data);
        return folder.isPresent() ? changed.withData(changed.data().withFolder(folder.get())) : changed;
    }

    private int dryRun(ModelPrograms programs, TrainSettings settings, Datasets datasets) {
        console.info("data: " + datasets.training().description() + ", "
                + datasets.training().size() + " examples");
        var info = programs.training(settings.data().batch()).info();
        console.print(String.format(
                Locale.ROOT,
                "%s: compiles; a training step of %d examples needs %.1f MB, the state %.1f MB",
                net.file(),
                info.batch(),
                4e-6 * info.arenaSize(),
                4e-6 * info.state().size()));
        return ExitCodes.OK;
    }

    private int train(Model model, TrainSettings settings, Datasets datasets, ModelPrograms programs, WorkerPool pool) {
        TrainOptions options = options();
        RunFolder folder = folder(model);
        var progress = new TrainProgress(console, folder, settings, execution.description());
        var run = new TrainingRun(net.file(), model, settings, datasets, programs, execution, console);
        try (RunLock _ = RunLock.of(folder.path())) {
            return train(run, folder, options, pool, progress);
        }
    }

    private static int train(
            TrainingRun run, RunFolder folder, TrainOptions options, WorkerPool pool, TrainProgress progress) {
        try (var stop = new StopSignal(run.messages())) {
            TrainResult result = run.train(folder, options, pool, stop, progress);
            progress.finished(result, TrainingRun.model(folder));
            return result.outcome() == TrainResult.Outcome.INTERRUPTED ? ExitCodes.INTERRUPTED : ExitCodes.OK;
        } finally {
            folder.removeUnlessStarted();
        }
    }

    private RunFolder folder(Model model) {
        if (!resume) {
            return RunFolder.create(out, model.runName());
        }
        return RunFolder.latest(out, model.runName())
                .orElseThrow(() -> UserError.of(
                        ExitCodes.INPUT_OUTPUT,
                        out + ": there is no run of " + model.runName()
                                + " to resume\n  = help: train without --resume"));
    }

    private TrainOptions options() {
        TrainOptions options = TrainOptions.defaults();
        if (init != null) {
            if (!Files.isRegularFile(init)) {
                throw UserError.of(ExitCodes.INPUT_OUTPUT, init + ": no such file" + Neighbours.of(init));
            }
            options = options.withInitialWeights(init);
        }
        if (overfit != null) {
            options = options.overfitting(overfit);
        }
        if (checkpointEvery != null) {
            options = options.checkpointingEvery(checkpointEvery);
        }
        if (tensorBoard) {
            options = options.withTensorBoard();
        }
        return resume ? options.resuming() : options;
    }
}
