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
/// Runs give the same bits for any number of threads. A run allocates nothing once warm.
public interface Program {
    /// Inputs, outputs, state and memory need.
    ProgramInfo info();

    /// Does the work that depends on the state alone (packing weights). Inference programs need it once after each
    /// change of the state; for training programs it does nothing.
    void prepare(Memory memory, WorkerPool pool);

    /// Reads the inputs from the arena, writes the outputs there, and, in a training step, updates the state.
    void run(Memory memory, WorkerPool pool);
}
