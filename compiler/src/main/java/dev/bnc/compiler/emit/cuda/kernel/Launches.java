package dev.bnc.compiler.emit.cuda.kernel;

import java.util.List;

/// What does one step: launches that run one after the other.
///
/// @param scratch floats of memory the launches share among themselves; 0 for most steps
public record Launches(List<Launch> list, long scratch) {
    public Launches {
        list = List.copyOf(list);
    }

    /// One launch that needs no scratch memory.
    static Launches of(Launch launch) {
        return new Launches(List.of(launch), 0);
    }
}
