package dev.bnc.compiler.graph.op;

/// Normalizes with population statistics, which are its operands 1 and 2, and in training with those of the batch
/// instead.
public sealed interface Tracking permits BatchNorm, Whiten {
    /// How training keeps the population statistics.
    Statistics statistics();

    /// Whether training leaves them alone.
    default boolean frozen() {
        return statistics() instanceof Statistics.Frozen;
    }
}
