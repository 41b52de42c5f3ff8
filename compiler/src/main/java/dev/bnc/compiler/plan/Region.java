package dev.bnc.compiler.plan;

import java.util.Locale;

/// The two arrays a program works on, as in `dev.bnc.runtime.program.Memory`.
public enum Region {
    /// Parameters, statistics and optimizer slots; placed by the state layout, kept between runs.
    STATE,
    /// Inputs, outputs, temporaries and workspaces; placed by the [MemoryPlanner].
    ARENA;

    /// As printed: `state`, `arena`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
