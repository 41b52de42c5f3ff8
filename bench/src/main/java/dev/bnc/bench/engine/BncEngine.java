package dev.bnc.bench.engine;

import dev.bnc.bench.Workload;
import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import java.util.Arrays;

/// The compiler of this repository, on the JVM that runs the measurement.
public final class BncEngine implements Engine {
    @Override
    public String name() {
        return "bnc";
    }

    @Override
    public String description() {
        return "bnc on Java " + Runtime.version();
    }

    @Override
    public Contender prepare(Workload workload, int threads) {
        Program program = Backend.jvm().compile(Compiler.inferenceProgram(workload.model(), workload.batch()));
        var memory =
                new Memory(workload.model().state(), new float[program.info().arenaSize()]);
        WorkerPool pool = new ThreadPool(threads);
        program.prepare(memory, pool);
        Slot input = program.info().input(workload.model().inputName());
        System.arraycopy(workload.input(), 0, memory.arena(), input.offset(), input.size());
        return new Ready(program, memory, pool);
    }

    private record Ready(Program program, Memory memory, WorkerPool pool) implements Contender {
        @Override
        public String remark() {
            return "";
        }

        @Override
        public void run() {
            program.run(memory, pool);
        }

        @Override
        public float[] answer() {
            Slot output = program.info().outputs().getFirst();
            return Arrays.copyOfRange(memory.arena(), output.offset(), output.offset() + output.size());
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
