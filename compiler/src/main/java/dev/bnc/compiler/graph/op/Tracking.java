package dev.bnc.compiler.graph.op;

/// Normalizes with population statistics, which are its operands 1 and 2, and in training with those of the batch
/// instead.
public sealed interface Tracking permits BatchNorm, Whiten {
    /// What keeps variances away from zero.
    double eps();

    /// Whether there is a gamma, the operand after the statistics.
    boolean scale();

    /// Whether there is a beta, the last operand.
    boolean shift();

    /// How training keeps the population statistics.
    Statistics statistics();

    /// Whether training leaves them alone.
    default boolean frozen() {
        return statistics() instanceof Statistics.Frozen;
    }
}
