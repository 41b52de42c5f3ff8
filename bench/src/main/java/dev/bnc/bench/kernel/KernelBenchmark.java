package dev.bnc.bench.kernel;

import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One step of a plan, as the emitted program does it, on one thread. What the numbers are changes nothing.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KernelBenchmark {
    static final String EXAMPLES = "bench.examples";
    private static final float NUMBER = 0.5f;

    /// A [KernelPlace].
    @Param("")
    public String place = "";

    private @Nullable Program program;
    private @Nullable Memory memory;
    private @Nullable WorkerPool pool;

    /// Compiles the step.
    @Setup
    public void compile() {
        Path examples = Path.of(System.getProperty(EXAMPLES, "examples"));
        Program made = JvmBackend.compile(KernelPlace.parse(place).alone(examples));
        Memory given = Memory.allocate(made.info());
        Arrays.fill(given.state(), NUMBER);
        Arrays.fill(given.arena(), NUMBER);
        program = made;
        memory = given;
        pool = new ThreadPool(1);
    }

    /// Runs it.
    @Benchmark
    public void step() {
        if (program != null && memory != null && pool != null) {
            program.run(memory, pool);
        }
    }
}
