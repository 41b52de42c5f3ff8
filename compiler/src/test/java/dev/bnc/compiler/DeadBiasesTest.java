package dev.bnc.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.ProgramSource;
import dev.bnc.runtime.train.TrainOptions;
import dev.bnc.runtime.train.TrainResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadBiasesTest {
    private static final double TOLERANCE = 2e-5;
    private static final int BATCH = 16;
    private static final String NET = """
            net biased
            input image: f32[2, 4, 4]
            label kind: class[3]
            image -> conv 4 3x3 -> bn -> relu -> flatten -> dense 6 -> bn -> sigmoid
              -> dense 5 -> bn(stats = frozen) -> dense 3 -> output logits
            data blobs { batch = 16 }
            train {
              loss      = cross_entropy(logits, kind)
              optimizer = sgd(lr = 0.1, momentum = 0.9)
              stop      = 8 steps
            }
            """;

    @TempDir
    private Path folder;

    private final Model model = SmallTraining.model(NET);
    private final Datasets data = SmallTraining.blobs(List.of(2, 4, 4));

    @Test
    void deadAreTheBiasesBeforeBatchNorm() {
        assertThat(SmallTraining.programs(model).deadBiases())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("conv1.bias", "bn1.mean", "dense1.bias", "bn2.mean")));
    }

    @Test
    void aBiasThatIsReadElsewhereIsNotDead() {
        Model shared = SmallTraining.model("""
                input x: f32[4]
                h = x -> dense 6
                h -> bn -> output normalized
                h -> relu -> output plain
                x -> dense 5 -> output sum -> bn -> output other
                """);
        assertThat(DeadBiases.of(shared.graph())).isEmpty();
    }

    @Test
    void absorbedBiasesLeaveTheFunctionAsItWas() throws IOException {
        ProgramSource programs = SmallTraining.programs(model);
        StateLayout layout = programs.training(BATCH).info().state();
        float[] imported = imported(layout);
        float[] before = logits(imported);
        Path file = write(layout, imported);
        var heard = new SmallTraining.Heard();
        TrainResult result = SmallTraining.run(
                model,
                programs,
                data,
                RunFolder.create(folder, "run"),
                TrainOptions.defaults().withInitialWeights(file),
                () -> true, // stopped before the first step
                heard);
        assertThat(result.step()).isZero();
        StateTensor bias = layout.find("dense1.bias").orElseThrow();
        StateTensor kept = layout.find("dense2.bias").orElseThrow();
        assertThat(values(result.state(), bias)).containsOnly(0f);
        assertThat(values(result.state(), kept)).isEqualTo(values(imported, kept));
        assertThat(logits(result.state())).containsExactly(before, within((float) TOLERANCE));
        assertThat(heard.notes)
                .containsExactly(file + ": batch norm subtracts conv1.bias, dense1.bias again; taken into its running"
                        + " mean, which computes the same");
    }

    @Test
    void trainingIsTheSameAsWithTheBiasesLeftIn() {
        var dropped = new SmallTraining.Heard();
        var kept = new SmallTraining.Heard();
        ProgramSource programs = SmallTraining.programs(model);
        TrainResult one = SmallTraining.run(
                model, programs, data, RunFolder.create(folder, "one"), TrainOptions.defaults(), () -> false, dropped);
        TrainResult other = SmallTraining.run(
                model,
                new Unrewritten(model, programs),
                data,
                RunFolder.create(folder, "other"),
                TrainOptions.defaults(),
                () -> false,
                kept);
        assertThat(dropped.losses).hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat((double) dropped.losses.get(i)).isCloseTo(kept.losses.get(i), within(TOLERANCE));
        }
        assertThat(one.state()).containsExactly(other.state(), within((float) (10 * TOLERANCE)));
        // The rounding errors that a dead bias would learn are not even there.
        assertThat(values(one.state(), one.layout().find("dense1.bias").orElseThrow()))
                .containsOnly(0f);
    }

    /// Training steps as they are differentiated, no pass run over them.
    private record Unrewritten(Model model, ProgramSource other) implements ProgramSource {
        @Override
        public Program training(int batch) {
            TrainingStep step = Compiler.training(model, batch);
            StateLayout state = other.training(batch).info().state();
            return JvmBackend.compile(Lowering.lower("unrewritten", step.graph(), batch, state));
        }

        @Override
        public Program inference(int batch) {
            return other.inference(batch);
        }

        @Override
        public Program statistics(int batch) {
            return other.statistics(batch);
        }

        @Override
        public int smallestBatch() {
            return other.smallestBatch();
        }
    }

    private static float[] imported(StateLayout layout) {
        float[] state = InitialState.of(layout, 3);
        var random = new Random(4);
        for (StateTensor tensor : layout.tensors()) {
            for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                boolean positive = tensor.role() == Role.VARIANCE;
                state[i] += (float) (positive ? random.nextDouble() : random.nextGaussian());
            }
        }
        return state;
    }

    private Path write(StateLayout layout, float[] state) throws IOException {
        Path file = folder.resolve("imported.safetensors");
        List<NamedTensor> tensors = layout.tensors().stream()
                .filter(t -> t.role() != Role.SLOT)
                .map(t -> new NamedTensor(t.name(), t.shape(), state, t.offset()))
                .toList();
        try (OutputStream out = Files.newOutputStream(file)) {
            SafeTensors.write(new LinkedHashMap<>(), tensors, out);
        }
        return file;
    }

    private float[] logits(float[] state) {
        Program program = SmallTraining.programs(model).inference(BATCH);
        var memory = new Memory(state, new float[program.info().arenaSize()]);
        var slot = program.info().input("image");
        for (int e = 0; e < BATCH; e++) {
            data.training().readInput(e, memory.arena(), slot.offset() + e * 32);
        }
        try (WorkerPool pool = new ThreadPool(1)) {
            program.prepare(memory, pool);
            program.run(memory, pool);
        }
        var output = program.info().output("logits");
        return Arrays.copyOfRange(memory.arena(), output.offset(), output.offset() + output.size());
    }

    private static float[] values(float[] state, StateTensor tensor) {
        return Arrays.copyOfRange(state, tensor.offset(), tensor.offset() + tensor.size());
    }
}
