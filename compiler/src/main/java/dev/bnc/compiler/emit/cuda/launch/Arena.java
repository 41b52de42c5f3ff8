package dev.bnc.compiler.emit.cuda.launch;

/// The one allocation of a launch plan.
///
/// The state (parameters, statistics, optimizer slots) comes first, at offsets that follow from the state's layout alone:
/// plans of one model that are made for the same layout may share it.
///
/// @param bytes size of all of it
/// @param stateBytes the first bytes, which keep their content from run to run
public record Arena(long bytes, long stateBytes) {
    /// Buffers start at multiples of this many bytes, as `cuMemAlloc`'s do.
    public static final int ALIGNMENT = 256;

    public Arena {
        if (stateBytes < 0 || bytes < stateBytes) {
            throw new IllegalArgumentException("an arena of " + bytes + " bytes, " + stateBytes + " of them state");
        }
    }

    /// The first multiple of [#ALIGNMENT] that is not below `bytes`.
    public static long aligned(long bytes) {
        return Math.multiplyExact(Math.ceilDiv(bytes, (long) ALIGNMENT), (long) ALIGNMENT);
    }
}
