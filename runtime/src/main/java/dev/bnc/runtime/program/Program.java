package dev.bnc.runtime.program;

/// A compiled program: a training step or an inference, for one batch size.
///
/// ```java
/// var memory = Memory.allocate(program.info());
/// program.prepare(memory, pool);                    // after the state was set or changed from outside
/// copy(pixels, memory.arena(), program.info().input("image").offset());
/// program.run(memory, pool);
/// ```
///
/// A program may keep the state and work on it elsewhere, on a GPU: [#prepare] takes it there, [#fetchState] brings back what
/// runs made of it.
///
/// Runs give the same bits for any number of threads. A run allocates nothing once warm.
public interface Program {
    /// Inputs, outputs, state and memory need.
    ProgramInfo info();

    /// Does the work that depends on the state alone (packing weights). Inference programs need it once after each
    /// change of the state; for training programs it does nothing.
    void prepare(Memory memory, WorkerPool pool);

    /// Reads the inputs from the arena, writes the outputs there, and, in a training step, updates the state.
    void run(Memory memory, WorkerPool pool);

    /// Makes [Memory#state()] hold what runs so far made of it. Needed before it is read or changed after a run of a training
    /// step. A program that works on that array itself does nothing.
    default void fetchState(Memory memory) {}

    /// How many runs may have been started and not finished.
    default int runsAtOnce() {
        return 1;
    }

    /// Starts a run, and may return before it is done. The inputs in the arena may be written again then. Runs take place in
    /// the order in which they are started.
    default void start(Memory memory, WorkerPool pool) {
        run(memory, pool);
    }

    /// Waits until the run that was started first is done, and has its outputs in the arena.
    default void finish(Memory memory) {}
}
