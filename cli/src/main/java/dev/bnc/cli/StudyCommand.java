package dev.bnc.cli;

import dev.bnc.cli.report.Comparison;
import dev.bnc.cli.report.Published;
import dev.bnc.cli.report.Results;
import dev.bnc.cli.report.StudyFile;
import dev.bnc.compiler.Backend;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Study;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.artifact.RunLock;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.TrainOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bnc study`: trains the variants of a net's study one after another and shows them side by side.
@Command(
        name = "study",
        description =
                "Trains the variants of a net's study; makes runs/NAME-study-0001 with a run for each and report.html.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc study examples/mnist/mnist.net --steps 5000",
            "  bnc study mnist.net --resume",
            "  bnc study mnist.net --max-time 10m --set data.batch=100"
        })
final class StudyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE.net", description = "The net.")
    private Path file = Path.of("");

    @Mixin
    private TrainLength length = new TrainLength();

    @Mixin
    private Execution execution = new Execution();

    @Mixin
    private Console console = new Console();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Changes a setting of every variant: data.batch=100, optimizer.lr=0.01.")
    private List<String> set = List.of();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, order and dropout, in every variant.")
    private @Nullable Long seed;

    @Option(names = "--tensorboard", description = "Also write an event file for TensorBoard into each run's folder.")
    private boolean tensorBoard;

    @Option(names = "--data", paramLabel = "DIR", description = "Read the data set from this folder.")
    private @Nullable Path data;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Time between checkpoints; 30s unless given.")
    private @Nullable Duration checkpointEvery;

    @Option(
            names = "--resume",
            description = "Go on with the newest study of this net; what is finished is not run again.")
    private boolean resume;

    @Option(names = "--out", paramLabel = "DIR", description = "Where study folders are made; `runs` unless given.")
    private Path out = Path.of("runs");

    @Override
    public Integer call() {
        Backend backend = execution.backend();
        List<String> changes = new ArrayList<>(set);
        if (seed != null) {
            changes.add("train.seed=" + seed);
        }
        StudyVariants read =
                StudyVariants.read(file, new ElaborationOptions(Optional.empty(), changes, length.length()), console);
        List<StudyVariant> variants = read.variants(m -> length.limited(m), Folders.existing("--data", data));
        Path folder = folder(read);
        try (RunLock _ = RunLock.of(folder)) {
            boolean complete = trained(new StudyRuns(file, folder, variants, backend, execution, console));
            report(folder);
            return complete ? ExitCodes.OK : ExitCodes.INTERRUPTED;
        }
    }

    private boolean trained(StudyRuns runs) {
        try (WorkerPool pool = execution.pool();
                var stop = new StopSignal(console)) {
            return runs.run(options(), pool, stop);
        } finally {
            StudyRuns.removeUnlessStarted(runs.folder(), runs.variants());
        }
    }

    private TrainOptions options() {
        TrainOptions options = tensorBoard ? TrainOptions.defaults().withTensorBoard() : TrainOptions.defaults();
        return checkpointEvery == null ? options : options.checkpointingEvery(checkpointEvery);
    }

    private Path folder(StudyVariants read) {
        String name = read.name() + "-study";
        StudyFile wanted = studyFile(read);
        if (!resume) {
            Path made = RunFolder.create(out, name).path();
            wanted.write(made);
            return made;
        }
        Path latest = RunFolder.latest(out, name)
                .orElseThrow(() -> UserError.of(
                        ExitCodes.INPUT_OUTPUT,
                        out + ": there is no study of " + read.name()
                                + " to resume\n  = help: start it without --resume"))
                .path();
        refuseOthers(latest, wanted);
        return latest;
    }

    /// A study that went on with other options would compare what cannot be compared.
    private static void refuseOthers(Path folder, StudyFile wanted) {
        StudyFile begun = StudyFile.read(folder);
        if (!begun.choices().equals(wanted.choices()) || !begun.variants().equals(wanted.variants())) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    folder + ": was begun in another way\n  = note: then: " + spelled(begun) + "\n  = note: now:  "
                            + spelled(wanted)
                            + "\n  = help: use the same options, or start a new study without --resume");
        }
    }

    private static String spelled(StudyFile study) {
        String options = study.choices().isEmpty() ? "no options" : String.join(" ", study.choices());
        return String.join(", ", study.variants()) + "; " + options;
    }

    private StudyFile studyFile(StudyVariants read) {
        Study study = read.study();
        var published = new LinkedHashMap<String, Published>();
        study.published()
                .forEach((variant, figure) -> published.put(variant, new Published(figure.accuracy(), figure.steps())));
        List<String> choices = new ArrayList<>(length.spelled());
        set.forEach(change -> choices.add("--set=" + change));
        if (seed != null) {
            choices.add("--seed=" + seed);
        }
        return new StudyFile(
                read.name(),
                file.toAbsolutePath().toString(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                study.variants(),
                study.accuracy(),
                study.source(),
                published,
                choices,
                console.arguments());
    }

    private void report(Path folder) {
        Comparison comparison = StudyRuns.writeReport(folder);
        Path page = folder.resolve("report.html");
        if (console.json()) {
            console.print(new Json.Obj()
                    .with("study", folder.toString())
                    .with("report", page.toString())
                    .with("results", Results.summary(comparison))
                    .toString());
            return;
        }
        console.printLines(ComparisonText.of(comparison));
        console.print("report  " + page);
    }
}
