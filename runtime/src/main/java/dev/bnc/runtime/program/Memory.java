package dev.bnc.runtime.program;

/// The two arrays a program works on. One thread at a time may run a program on a given memory.
///
/// @param state parameters, statistics and optimizer slots, as [StateLayout] says; may be shared by several programs
/// @param arena inputs, outputs and everything between; not shared
public record Memory(float[] state, float[] arena) {
    /// New zeroed memory for one program.
    public static Memory allocate(ProgramInfo info) {
        return new Memory(new float[info.state().size()], new float[info.arenaSize()]);
    }

    /// Memory for `info` that shares this one's state.
    public Memory withArenaFor(ProgramInfo info) {
        return new Memory(state, new float[info.arenaSize()]);
    }
}
