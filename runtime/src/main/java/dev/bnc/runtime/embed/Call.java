package dev.bnc.runtime.embed;

import dev.bnc.runtime.program.Memory;

/// One run of a net on some examples: its working memory, and where the answers are in it. Taken from the net by one
/// thread, and given back by [#end()].
public final class Call {
    private final BatchProgram program;
    private final Memory memory;

    Call(BatchProgram program, Memory memory) {
        this.program = program;
        this.memory = memory;
    }

    /// The array that holds the outputs.
    public float[] values() {
        return memory.arena();
    }

    /// Index of the first output of example `i` of this call.
    public int offset(int i) {
        return program.outputOffset(i);
    }

    /// Gives the memory back. The call must not be used after that.
    public void end() {
        program.release(this);
    }

    Memory memory() {
        return memory;
    }
}
