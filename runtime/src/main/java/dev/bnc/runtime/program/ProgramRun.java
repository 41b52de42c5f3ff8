package dev.bnc.runtime.program;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One run of an [EmittedProgram] while it lasts: which memory, which pool, and which phase the pool's threads are
/// at.
public final class ProgramRun implements WorkerPool.ChunkTask {
    private static final Memory NONE = new Memory(new float[0], new float[0]);

    private final EmittedProgram program;
    private Memory memory = NONE;
    private @Nullable WorkerPool pool;
    private int phase;

    ProgramRun(EmittedProgram program) {
        this.program = program;
    }

    void begin(Memory changed, WorkerPool workers) {
        memory = changed;
        pool = workers;
    }

    /// Lets go of memory and pool: the program keeps this object for its next run.
    void end() {
        memory = NONE;
        pool = null;
    }

    /// Does all chunks of a phase, on all threads of the pool. Called by emitted code.
    public void share(int next, int chunks) {
        phase = next;
        Objects.requireNonNull(pool).run(this, chunks);
    }

    /// Does one chunk of the phase at hand. Called by the pool, which makes what [#share] wrote visible.
    @Override
    public void run(int chunk) {
        program.chunk(phase, memory.state(), memory.arena(), chunk);
    }
}
