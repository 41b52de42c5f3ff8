package dev.bnc.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ModelPrograms;
import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Moment;
import dev.bnc.runtime.train.StepScalars;
import dev.bnc.runtime.train.TrainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Trains a net on the GPU and on the JVM, the same steps from the same state with the same inputs, and compares losses, state and
/// an inference afterwards.
///
/// Both add up in float32, in different orders: relative errors of 1e-6 in each step, which training makes larger. `bound` is for
/// the root mean square of the difference over that of the numbers.
///
/// @param classes of the labels
record SameSteps(Model model, int batch, int steps, int classes, double bound) {
    private static final long SEED = 11;
    /// Far below what matters, and above what is left of numbers that are 0 but for rounding: gradients of biases before a norm.
    private static final double NOTHING = 1e-6;

    static Model example(String file) {
        try {
            return net(Files.readString(Path.of("..", "examples").resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Model net(String text) {
        Elaboration elaboration = Compiler.elaborate(SourceFile.of("net.net", text), ElaborationOptions.NONE);
        return elaboration.model().orElseThrow(() -> new AssertionError(elaboration.diagnostics()));
    }

    /// One side.
    private record Side(Program training, Memory memory, Program inference, Memory answers) {
        static Side of(Model model, Backend backend, int batch) {
            var programs = new ModelPrograms(model, backend);
            Program training = programs.training(batch);
            float[] state = InitialState.of(training.info().state(), SEED);
            Memory memory = new Memory(state, new float[training.info().arenaSize()]);
            Program inference = programs.inference(batch);
            return new Side(training, memory, inference, memory.withArenaFor(inference.info()));
        }
    }

    /// Does so.
    void assertSame(Backend device) {
        Side cpu = Side.of(model, Backend.jvm(), batch);
        Side gpu = Side.of(model, device, batch);
        try (WorkerPool pool = new ThreadPool(1)) {
            cpu.training().prepare(cpu.memory(), pool);
            gpu.training().prepare(gpu.memory(), pool);
            for (int step = 0; step < steps; step++) {
                write(cpu.training(), cpu.memory(), step);
                write(gpu.training(), gpu.memory(), step);
                cpu.training().run(cpu.memory(), pool);
                gpu.training().run(gpu.memory(), pool);
                assertOutputs(cpu.training(), cpu.memory(), gpu.training(), gpu.memory());
            }
            gpu.training().fetchState(gpu.memory());
            assertState(cpu, gpu);
            for (Side side : new Side[] {cpu, gpu}) {
                side.inference().prepare(side.answers(), pool);
                write(side.inference(), side.answers(), steps);
                side.inference().run(side.answers(), pool);
            }
            assertOutputs(cpu.inference(), cpu.answers(), gpu.inference(), gpu.answers());
        }
    }

    private void write(Program program, Memory memory, int step) {
        TrainSettings settings = model.training().orElseThrow().settings();
        for (Slot slot : program.info().inputs()) {
            CounterRandom random = CounterRandom.of(SEED + step, slot.name());
            for (int i = 0; i < slot.size(); i++) {
                memory.arena()[slot.offset() + i] =
                        slot.name().equals(settings.target()) ? i % classes : (float) random.gaussian(i);
            }
            for (StepScalars scalar : StepScalars.values()) {
                if (scalar.input().equals(slot.name())) {
                    memory.arena()[slot.offset()] = (float) scalar.value(settings, new Moment(step, 100, 0));
                }
            }
        }
    }

    private void assertOutputs(Program expected, Memory on, Program actual, Memory of) {
        for (Slot output : expected.info().outputs()) {
            int place = actual.info().output(output.name()).offset();
            assertThat(difference(on.arena(), output.offset(), of.arena(), place, output.size()))
                    .as(output.name())
                    .isLessThan(bound);
        }
    }

    private void assertState(Side cpu, Side gpu) {
        for (StateTensor tensor : cpu.training().info().state().tensors()) {
            int place = tensor.offset();
            assertThat(difference(cpu.memory().state(), place, gpu.memory().state(), place, tensor.size()))
                    .as(tensor.name())
                    .isLessThan(bound);
        }
    }

    private static double difference(float[] expected, int from, float[] actual, int start, int count) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < count; i++) {
            double d = (double) expected[from + i] - actual[start + i];
            squares += d * d;
            all += (double) expected[from + i] * expected[from + i];
        }
        double largest = Math.sqrt(all / count);
        return Math.sqrt(squares / count) / Math.max(largest, NOTHING);
    }
}
