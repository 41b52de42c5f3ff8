package dev.bnc.runtime.program;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What the compiler's emitted programs have in common. Immutable but for a spare [ProgramRun], so any number of
/// threads may run one, each on its own memory.
///
/// An emitted subclass is a list of phases, each cut into chunks: [#setup] and [#steps] walk through them in order,
/// [#chunk] does one chunk of one phase.
public abstract class EmittedProgram implements Program {
    private final ProgramInfo info;
    private final int stateSize;
    /// Kept from run to run, so that a run makes no object.
    private final AtomicReference<@Nullable ProgramRun> spare = new AtomicReference<>();

    /// For subclasses.
    protected EmittedProgram(ProgramInfo info) {
        this.info = info;
        this.stateSize = info.state().size();
    }

    @Override
    public final ProgramInfo info() {
        return info;
    }

    @Override
    public final void prepare(Memory memory, WorkerPool pool) {
        ProgramRun run = begin(memory, pool);
        setup(run, memory.state(), memory.arena());
        end(run);
    }

    @Override
    public final void run(Memory memory, WorkerPool pool) {
        ProgramRun run = begin(memory, pool);
        steps(run, memory.state(), memory.arena());
        end(run);
    }

    private ProgramRun begin(Memory memory, WorkerPool pool) {
        if (memory.state().length < stateSize || memory.arena().length < info.arenaSize()) {
            throw new IllegalArgumentException("program " + info.name() + " needs a state of "
                    + stateSize + " floats and an arena of " + info.arenaSize() + ", given are "
                    + memory.state().length + " and " + memory.arena().length);
        }
        ProgramRun kept = spare.getAndSet(null);
        ProgramRun run = kept == null ? new ProgramRun(this) : kept;
        run.begin(memory, pool);
        return run;
    }

    private void end(ProgramRun run) {
        run.end();
        spare.set(run);
    }

    /// The phases of a preparation. Small ones are done at once, larger ones through [ProgramRun#share].
    protected abstract void setup(ProgramRun run, float[] state, float[] arena);

    /// The phases of a run.
    protected abstract void steps(ProgramRun run, float[] state, float[] arena);

    /// One chunk of a phase.
    protected abstract void chunk(int phase, float[] state, float[] arena, int chunk);
}
