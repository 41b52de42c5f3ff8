package dev.bnc.compiler.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTimerTest {
    private static final Model MODEL = Compiler.elaborate(SourceFile.of("small.net", """
            net small
            input image: f32[3, 8, 8]
            label kind: class[4]
            image -> c: conv 8 3x3 -> n: bn -> relu -> max 2x2 -> flatten -> d: dense 4 -> output logits
            data csv("none") { batch = 5 }
            train { loss = cross_entropy(logits, kind), optimizer = sgd(lr = 0.1, momentum = 0.9), stop = 1 steps }
            """), ElaborationOptions.NONE)
            .model()
            .orElseThrow();

    @Test
    void stepsOneByOneComputeWhatTheProgramComputes() {
        for (ProgramGraph source : List.of(Compiler.inferenceProgram(MODEL, 5), Compiler.trainingProgram(MODEL, 5))) {
            Plan plan = source.plan();
            Memory whole = memory(source, JvmBackend.compile(plan));
            Memory single = memory(source, JvmBackend.compile(plan));
            try (WorkerPool pool = new ThreadPool(1)) {
                Program program = JvmBackend.compile(plan);
                program.prepare(whole, pool);
                program.run(whole, pool);
                program.prepare(single, pool);
                for (Step step : plan.steps()) {
                    JvmBackend.compile(plan.only(step)).run(single, pool);
                }
            }
            Slot output = plan.info().outputs().getFirst();
            assertThat(values(single, output)).containsExactly(values(whole, output));
            assertThat(single.state()).containsExactly(whole.state());
        }
    }

    @Test
    void trainingStepsAreRepeatedWithoutMovingTheWeights() {
        ProgramGraph source = Compiler.trainingProgram(MODEL, 5);
        float[] state = InitialState.of(source.state(), 1);
        float[] before = state.clone();
        try (WorkerPool pool = new ThreadPool(1)) {
            ProgramTimer timer = ProgramTimer.of(source, state, pool);
            timer.prepare();
            assertThat(timer.calls(Duration.ZERO).count()).isEqualTo(1);
            List<StepTime> steps = timer.steps(Duration.ZERO);
            assertThat(steps).hasSameSizeAs(timer.plan().steps());
            assertThat(steps).extracting(StepTime::layer).contains("c", "n", "d", "c.weight");
            assertThat(steps)
                    .extracting(StepTime::kind)
                    .contains("conv 3x3", "conv 3x3, weight gradient", "max_pool", "batch_mean", "loop");
        }
        source.state().tensors().stream()
                .filter(t -> t.role().trainable())
                .forEach(t -> assertThat(Arrays.copyOfRange(state, t.offset(), t.offset() + t.size()))
                        .as(t.name())
                        .containsExactly(Arrays.copyOfRange(before, t.offset(), t.offset() + t.size())));
    }

    @Test
    void memoryIsThatOfThePlan() {
        Plan plan = Compiler.inferenceProgram(MODEL, 5).plan();
        MemoryUse memory = MemoryUse.of(plan);
        assertThat(memory.total()).isEqualTo(4L * (plan.state().size() + plan.arenaSize()));
        assertThat(memory.prepared()).isPositive();
        assertThat(memory.least()).isPositive().isLessThanOrEqualTo(memory.arena());
    }

    private static Memory memory(ProgramGraph source, Program program) {
        Memory memory = new Memory(
                InitialState.of(source.state(), 1), new float[program.info().arenaSize()]);
        SampleInputs.write(source.graph(), program, memory.arena());
        return memory;
    }

    private static float[] values(Memory memory, Slot slot) {
        return Arrays.copyOfRange(memory.arena(), slot.offset(), slot.offset() + slot.size());
    }
}
