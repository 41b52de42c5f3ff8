package dev.bnc.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipeline;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.compiler.plan.MemoryPlanner;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether what training passes make of whole nets computes the step that the net says, and what they save.
class TrainingPassesTest {
    private static final long SEED = 5;

    /// Largest error of one step, of the largest change or number of the same tensor: sums of thousands of products in
    /// float32, twice through the net.
    private static final double TOLERANCE = 1e-4;

    /// Numbers smaller than this are sums of such that cancel: the gradient of a bias before batch norm.
    private static final double CANCELLED = 1e-2;

    @ParameterizedTest
    @CsvSource({"mnist/lenet.net, 4, seed=3", "cifar/cifar_inception.net, 3, size=8"})
    void aStepIsTheOneThatTheReferenceTakes(String file, int batch, String setting) throws IOException {
        ProgramGraph source = Compiler.trainingProgram(model(file, setting), batch);
        Memory expected = step(Backend.reference().compile(source));
        var bare = new Pipeline(source.pipeline().from(), source.pipeline().to(), List.of());
        for (Pipeline pipeline : List.of(bare, Pipelines.keeping(Pipelines.TRAINING), Pipelines.TRAINING)) {
            Program program = JvmBackend.compile(plan(source, pipeline));
            Memory actual = step(program);
            int steps = pipeline.passes().size();
            for (StateTensor tensor : program.info().state().tensors()) {
                String what = tensor.name() + " after " + steps + " passes, seed " + SEED;
                assertClose(what, tensor, actual.state(), expected.state());
            }
        }
    }

    /// Forward one loop a batch norm. Backward two, which read two large values each.
    @Test
    void backwardABatchNormIsTwoLoopsOverWhatItReads() throws IOException {
        ProgramGraph source = Compiler.trainingProgram(model("mnist/lenet.net", "seed=3"), 8);
        Plan plan = plan(source, Pipelines.keeping(Pipelines.TRAINING));
        int size = 8 * 24 * 24 * 32;
        List<Elementwise> loops = plan.steps().stream()
                .filter(Elementwise.class::isInstance)
                .map(Elementwise.class::cast)
                .filter(l -> l.rows() * l.columns() == size)
                .toList();
        assertThat(loops).hasSize(3);
        assertThat(loops).extracting(l -> l.sums().size()).containsExactly(0, 2, 0);
        assertThat(loops).extracting(l -> l.results().size()).containsExactly(1, 0, 1);
        assertThat(loops)
                .extracting(l -> l.operands().stream()
                        .filter(o -> o.elements() == size)
                        .count())
                .containsExactly(1L, 2L, 2L);
    }

    @Test
    void activationsAreComputedAnewWhereThatSavesATenthOfMuchMemory() throws IOException {
        Model inception = model("cifar/cifar_inception.net", "size=32");
        ProgramGraph large = Compiler.trainingProgram(inception, 250);
        PlannedProgram planned = large.planned();
        Plan keeping = plan(large, Pipelines.keeping(Pipelines.TRAINING));
        assertThat(planned.keeping()).hasValue(keeping.arenaSize());
        assertThat(planned.plan().arenaSize()).isLessThan(keeping.arenaSize() / 10 * 7);
        assertThat(planned.plan().arenaSize()).isLessThan(MemoryPlanner.lowerBound(planned.plan()) / 10 * 11);
        assertThat(bytes(planned.plan())).isLessThan(bytes(keeping) / 10 * 12);
        assertThat(planned.memory())
                .matches("memory: arena [0-9.]+ MB \\([0-9.,]+ MB if activations were kept\\), "
                        + "[0-9.]+ MB alive at once; state 6.6 MB");

        PlannedProgram small = Compiler.trainingProgram(inception, 8).planned();
        assertThat(small.keeping()).isEmpty();
        assertThat(small.memory()).contains(" MB if activations were computed anew), ");
    }

    private static long bytes(Plan plan) {
        return plan.steps().stream().mapToLong(Step::bytes).sum();
    }

    private static Plan plan(ProgramGraph source, Pipeline pipeline) {
        Graph graph = PassRunner.quiet().run(pipeline, source.graph()).graph();
        return Lowering.lower(source.name(), graph, source.batch(), source.state());
    }

    private static Model model(String file, String setting) throws IOException {
        String path = setting.startsWith("seed") ? "train." + setting : setting;
        var options = new ElaborationOptions(Optional.empty(), List.of(path));
        SourceFile source = SourceFile.read(Path.of("../examples").resolve(file));
        return Compiler.elaborate(source, options).model().orElseThrow();
    }

    private static Memory step(Program program) {
        Memory memory =
                new Memory(InitialState.of(program.info().state(), SEED), new float[program.info().arenaSize()]);
        var random = new Random(SEED);
        for (Slot input : program.info().inputs()) {
            for (int i = input.offset(); i < input.offset() + input.size(); i++) {
                memory.arena()[i] = switch (input.name()) {
                    case "image" -> (float) random.nextGaussian();
                    case "lr" -> 0.1f;
                    default -> random.nextInt(10);
                };
            }
        }
        try (WorkerPool pool = new ThreadPool(2)) {
            program.prepare(memory, pool);
            program.run(memory, pool);
        }
        return memory;
    }

    private static void assertClose(String what, StateTensor tensor, float[] actual, float[] expected) {
        double largest = 0;
        double error = 0;
        for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(expected[i] - actual[i]));
        }
        assertThat(error).as(what).isLessThanOrEqualTo(TOLERANCE * Math.max(largest, CANCELLED));
    }
}
