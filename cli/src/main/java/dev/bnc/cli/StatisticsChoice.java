package dev.bnc.cli;

import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.shipping.StatisticsOverData;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which population statistics an exported model has.
final class StatisticsChoice {
    private static final int REAL_EXAMPLES = 2;
    /// Operations that take a core some seconds.
    private static final long LONG = 500_000_000_000L;

    /// What there is to choose from.
    enum Kind {
        /// Made anew over the training data.
        RECOMPUTE,
        /// As training left them.
        STORED
    }

    @Option(
            names = "--stats",
            paramLabel = "WHICH",
            description = "recompute: make the batch norms' statistics anew over the training data; stored: as training left"
                    + " them. recompute unless given, or stored if the model names no data.")
    private @Nullable Kind kind;

    @Option(
            names = "--batches",
            paramLabel = "N",
            description = "How many batches to recompute over, at most an epoch; 400 unless given here or in the net.")
    private @Nullable Integer batches;

    @Mixin
    private ModelData data = new ModelData();

    /// What a command runs things on, and where it says so.
    record Surroundings(Execution execution, Console console) {}

    /// A model with the statistics chosen, and some examples of its data if that is at hand.
    record Prepared(ModelArtifact artifact, List<float[]> examples) {}

    /// Makes the choice.
    ///
    /// @throws UserError if it cannot be done
    Prepared apply(ModelArtifact artifact, Path file, Surroundings around) {
        TrainedModel model = artifact.model();
        if (batches != null && batches < 1) {
            throw UserError.of(ExitCodes.USAGE, "--batches must be at least 1, not " + batches);
        }
        if (kind == Kind.RECOMPUTE) {
            refuseImpossible(artifact, file);
        }
        boolean recomputes = kind != Kind.STORED
                && !artifact.fused()
                && model.task().isPresent()
                && StatisticsOverData.applies(model);
        if (!recomputes) {
            return new Prepared(artifact, model.task().map(t -> examplesIfAny(t, model, file)).orElse(List.of()));
        }
        Task task = model.task().orElseThrow();
        Datasets sets = opened(model, task, file);
        StatisticsOverData recomputed = recomputed(model, data.name(task), sets.training(), around);
        var prepared = new ModelArtifact(
                recomputed.model(), recomputed.provenance(), artifact.certificate(), artifact.goldens());
        return new Prepared(prepared, examples(sets.validation(), model));
    }

    private StatisticsOverData recomputed(TrainedModel model, String name, Dataset examples, Surroundings around) {
        int most = Optional.ofNullable(batches).orElseGet(() -> StatisticsOverData.batches(model));
        var sample = new StatisticsOverData.Sample(name, examples, most);
        announce(model, sample, around.console());
        try (WorkerPool pool = around.execution().pool()) {
            return StatisticsOverData.of(model, sample, around.execution().backend(), pool);
        }
    }

    /// Says what is gone through, and that it takes a while if it does.
    static void announce(TrainedModel model, StatisticsOverData.Sample sample, Console console) {
        console.info("data  " + sample.data().description());
        long operations = StatisticsOverData.operations(model, sample);
        if (operations > LONG) {
            console.info(String.format(
                    Locale.ROOT,
                    "going through it takes %,d GFLOP; --batches N takes fewer batches",
                    operations / 1_000_000_000));
        }
    }

    private static void refuseImpossible(ModelArtifact artifact, Path file) {
        refuseFused(artifact, file);
        if (artifact.model().task().isEmpty()) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    file + ": the model does not say what data it was trained on, so there is nothing to recompute over"
                            + "\n  = help: compile it from a net with `data` and `train` sections, or use --stats stored");
        }
    }

    /// @throws UserError if the batch norms of the model are folded
    static void refuseFused(ModelArtifact artifact, Path file) {
        if (artifact.fused()) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    file + ": the model is fused: its batch norms are part of other layers, and have no statistics any more"
                            + "\n  = help: use the model it was exported from, such as runs/NAME-0001, or one exported"
                            + " with --no-fuse");
        }
    }

    private Datasets opened(TrainedModel model, Task task, Path file) {
        try {
            return data.open(model, task, file);
        } catch (DataException missing) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    missing.getMessage()
                            + "\n  = help: or --stats stored, to ship the statistics that training left instead of making them"
                            + " anew");
        }
    }

    private List<float[]> examplesIfAny(Task task, TrainedModel model, Path file) {
        try {
            return examples(data.open(model, task, file).validation(), model);
        } catch (DataException _) {
            return List.of();
        }
    }

    private static List<float[]> examples(Dataset set, TrainedModel model) {
        if (set.inputSize() != model.input().shape().elementsPerExample()) {
            return List.of();
        }
        var examples = new ArrayList<float[]>();
        for (int i = 0; i < Math.min(REAL_EXAMPLES, set.size()); i++) {
            var example = new float[set.inputSize()];
            set.readInput(i, example, 0);
            examples.add(example);
        }
        return examples;
    }
}
