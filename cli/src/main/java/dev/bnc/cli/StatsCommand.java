package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.shipping.NormReport;
import dev.bnc.compiler.shipping.StatisticsOverData;
import dev.bnc.compiler.shipping.TrainEvalGap;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc stats`: how the batch norms of a trained model are.
@Command(
        name = "stats",
        description = "Says how the batch norms of a trained model are: how far their stored statistics are from those of the"
                + " data, which channels are dead, and what that costs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc stats runs/mnist-0001",
            "  bnc stats model.bnm --data ~/mnist --format json",
            "  bnc stats model.bnm --recompute --data ~/night-photos -o night.bnm"
        })
final class StatsCommand implements Callable<Integer> {
    @Mixin
    private ModelSource model = new ModelSource();

    @Mixin
    private ModelData data = new ModelData();

    @Option(
            names = "--recompute",
            description = "Write a model whose statistics are made anew over the data's training part; adapts it to data that"
                    + " differ from those of the training. Needs -o.")
    private boolean recompute;

    @Option(
            names = "--batches",
            paramLabel = "N",
            description = "How many batches to go through, at most an epoch; 400 unless given here or in the net.")
    private @Nullable Integer batches;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "MODEL.bnm",
            description = "The file to write with --recompute.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Mixin
    private Execution execution = new Execution();

    @Mixin
    private Console console = new Console();

    /// What the data say.
    private record Measured(StatisticsOverData statistics, TrainEvalGap gap) {}

    @Override
    public Integer call() {
        checkOptions();
        ModelArtifact artifact = model.readArtifact();
        if (recompute) {
            StatisticsChoice.refuseFused(artifact, model.file());
        }
        Optional<Measured> measured = measured(artifact);
        var report = new StatsReport(
                model.file(),
                artifact,
                measured.map(m -> NormReport.of(artifact.model(), m.statistics().provenance()))
                        .orElseGet(() -> NormReport.of(artifact.model())),
                measured.flatMap(m -> m.statistics().provenance().sample()),
                measured.map(Measured::gap),
                Optional.ofNullable(output));
        if (recompute) {
            write(measured.orElseThrow().statistics());
        }
        if (console.json()) {
            console.print(report.json().toString());
        } else {
            console.printLines(report.text());
        }
        return ExitCodes.OK;
    }

    private void checkOptions() {
        if (batches != null && batches < 1) {
            throw UserError.of(ExitCodes.USAGE, "--batches must be at least 1, not " + batches);
        }
        if (recompute != (output != null)) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    recompute
                            ? "--recompute writes a new model: name it with -o MODEL.bnm"
                            : "-o names the model that --recompute writes; give both, or neither");
        }
        if (output != null) {
            OutputFile.check(output, force);
        }
    }

    /// What the data say, if there is anything to measure and the data is at hand. It is an error if it is not only where it
    /// was asked for.
    private Optional<Measured> measured(ModelArtifact artifact) {
        TrainedModel trained = artifact.model();
        boolean asked = recompute || data.given();
        if (!StatisticsOverData.applies(trained)) {
            if (recompute) {
                throw UserError.of(
                        ExitCodes.BAD_NET, model.file() + ": the model has no batch norm whose statistics could change");
            }
            return Optional.empty();
        }
        if (trained.task().isEmpty()) {
            if (asked) {
                throw UserError.of(
                        ExitCodes.BAD_NET,
                        model.file() + ": the model does not say what data it was trained on"
                                + "\n  = help: compile it from a net with `data` and `train` sections");
            }
            return Optional.empty();
        }
        Task task = trained.task().get();
        try {
            return Optional.of(measured(trained, task, data.open(trained, task, model.file())));
        } catch (DataException missing) {
            if (asked) {
                throw missing;
            }
            console.info("no data at hand, so nothing is compared: " + missing.getMessage());
            return Optional.empty();
        }
    }

    private Measured measured(TrainedModel trained, Task task, Datasets sets) {
        int most = Optional.ofNullable(batches).orElseGet(() -> StatisticsOverData.batches(trained));
        var sample = new StatisticsOverData.Sample(data.name(task), sets.training(), most);
        StatisticsChoice.announce(trained, sample, console);
        try (WorkerPool pool = execution.pool()) {
            StatisticsOverData statistics = StatisticsOverData.of(trained, sample, execution.backend(), pool);
            TrainEvalGap gap =
                    TrainEvalGap.of(statistics(statistics, trained), task, sets.validation(), execution.backend(), pool);
            return new Measured(statistics, gap);
        }
    }

    // With --recompute the gap is that of the new model.
    private TrainedModel statistics(StatisticsOverData recomputed, TrainedModel trained) {
        return recompute ? recomputed.model() : trained;
    }

    private void write(StatisticsOverData recomputed) {
        Provenance provenance = recomputed.provenance();
        new ModelArtifact(recomputed.model(), provenance, Optional.empty(), Optional.empty())
                .write(Optional.ofNullable(output).orElseThrow(), Compiler.VERSION);
    }
}
