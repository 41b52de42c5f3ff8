package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Literal;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgramEmitterTest {
    /// `x = 2 * x + 1`, `steps` times over, each step in `chunks` chunks.
    private static TinyPlan affine(int steps, int chunks) {
        TinyPlan plan = new TinyPlan(64 * chunks);
        Operand x = plan.arena(0, 1, 64 * chunks);
        Body body = new Body(
                List.of(
                        new Load(0),
                        new Literal(2),
                        new Apply(new Binary(BinaryFunction.MULTIPLY), List.of(0, 1)),
                        new Literal(1),
                        new Apply(new Binary(BinaryFunction.ADD), List.of(2, 3))),
                List.of(4));
        for (int i = 0; i < steps; i++) {
            plan.step(new Elementwise(body, List.of(x), List.of(x), 1, 64 * chunks, 64));
        }
        return plan;
    }

    /// What [#affine] makes of 0 in 20 steps.
    private static final float TWENTY_STEPS = (1 << 20) - 1;

    @Test
    void manyStepsAreSpreadOverSeveralMethods() {
        TinyPlan plan = affine(1000, 3);
        EmittedClass emitted = JvmBackend.emit(plan.plan(), VectorWidth.SCALAR, CallerOnly.KERNELS);
        Bytecode.verify(emitted);
        Memory memory = new Memory(new float[0], new float[plan.size()]);
        memory.arena()[100] = -1;
        JvmBackend.compile(plan.plan(), VectorWidth.SCALAR).run(memory, CallerOnly.POOL);
        assertThat(memory.arena()[0]).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(memory.arena()[100]).isEqualTo(-1); // 2 * -1 + 1
    }

    @Test
    void oneProgramRunsOnSeveralMemoriesAtOnce() throws InterruptedException, ExecutionException {
        TinyPlan plan = affine(20, 40);
        Program program = JvmBackend.compile(plan.plan(), VectorWidth.SCALAR);
        try (WorkerPool pool = new ThreadPool(2);
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Memory>> runs = IntStream.range(0, 40)
                    .mapToObj(_ -> callers.submit(() -> {
                        Memory memory = new Memory(new float[0], new float[plan.size()]);
                        program.run(memory, pool);
                        return memory;
                    }))
                    .toList();
            for (Future<Memory> run : runs) {
                assertThat(run.get().arena()).containsOnly(TWENTY_STEPS);
            }
        }
    }

    @Test
    void memoryThatIsTooSmallIsRefused() {
        Program program = JvmBackend.compile(affine(1, 1).plan(), VectorWidth.SCALAR);
        Memory memory = new Memory(new float[0], new float[63]);
        assertThatThrownBy(() -> program.run(memory, CallerOnly.POOL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("program tiny needs a state of 0 floats and an arena of 64, given are 0 and 63");
    }

    @Test
    void aStepNoKernelDoesIsShownWithItsPlan() {
        TinyPlan plan = new TinyPlan(16);
        Operand x = plan.arena(0, 1, 16);
        plan.step(new Call(new Constant(1), List.of(), x, Optional.empty()));
        assertThatThrownBy(() -> JvmBackend.compile(plan.plan(), VectorWidth.SCALAR))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("plan tiny");
    }

    /// Run by [#worksWhereTheVectorApiIsAbsent] in a process of its own.
    static final class WithoutVectors {
        private WithoutVectors() {}

        public static void main(String[] arguments) {
            TinyPlan plan = affine(20, 1);
            Memory memory = new Memory(new float[0], new float[plan.size()]);
            JvmBackend.compile(plan.plan()).run(memory, CallerOnly.POOL);
            boolean absent =
                    ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty();
            System.out.println(VectorWidth.preferred() + " " + absent + " " + memory.arena()[0]);
        }
    }

    @Test
    void worksWhereTheVectorApiIsAbsent() throws IOException, InterruptedException {
        String classes = Stream.of("java.class.path", "jdk.module.path", "jdk.module.main.location")
                .map(property -> System.getProperty(property, ""))
                .collect(Collectors.joining(File.pathSeparator));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String tests = Path.of("target", "test-classes") + File.pathSeparator;
        Process process = new ProcessBuilder(java.toString(), "-cp", tests + classes, WithoutVectors.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output.strip()).isEqualTo("SCALAR true " + TWENTY_STEPS);
    }
}
