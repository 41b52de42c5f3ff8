package dev.bnc.compiler.graph.op;

/// What a batch norm takes from a batch while it is trained, in place of the stored statistics. In use all are the
/// same: `gamma * (x - mean) / sqrt(variance + eps) + beta` with the stored center as mean and the stored spread,
/// squared, as variance.
public sealed interface Estimate {
    /// Mean and variance, gradients through both (Ioffe, Szegedy 2015).
    Estimate MOMENTS = new Moments();

    /// Mean and variance, gradients through both.
    record Moments() implements Estimate {}

    /// Mean and variance, which differentiation takes for constants: what section 2 of the paper warns of. A bias
    /// before such a norm gets a gradient that changing it does not lower.
    record Detached() implements Estimate {}

    /// The median, and the mean absolute deviation from it, times `sqrt(pi / 2)`: the standard deviation, where
    /// values are normal. Gradients through both.
    record Median() implements Estimate {}

    /// The middle between the least and the largest value, and half the distance between them: values go to -1 ...
    /// 1. Gradients through both.
    record Range() implements Estimate {}

    /// Mean and variance of parts of the batch, each part normalized by its own (Hoffer, Hubara, Soudry 2017).
    ///
    /// @param size examples of a part; must divide the batch
    record Ghost(int size) implements Estimate {
        public Ghost {
            Require.positive("size", size);
        }
    }

    /// Mean and variance of the batch, corrected towards the stored ones by a factor between `1 / r` and `r` and a
    /// summand between `-d` and `d`, which have no gradients (Ioffe 2017, batch renormalization).
    record Renorm(double r, double d) implements Estimate {
        public Renorm {
            if (!(r >= 1) || !(d >= 0)) {
                throw new IllegalArgumentException("r must be at least 1 and d not negative, not " + r + " and " + d);
            }
        }
    }
}
