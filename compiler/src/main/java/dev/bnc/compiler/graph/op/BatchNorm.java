package dev.bnc.compiler.graph.op;

/// `x[n,c,...], mean[c], variance[c], gamma[c] if scale, beta[c] if shift -> like x`. Batch normalization with
/// stored statistics, as at inference: `gamma * (x - mean) / sqrt(variance + eps) + beta` (Ioffe, Szegedy 2015,
/// equation in section 3.1).
///
/// The forward graph of a net holds this form. Building a training step turns it into what [Estimate] says, such as
/// [BatchMean], [BatchVariance] and [BatchNormTraining], plus updates of the stored statistics, unless
/// [Statistics.Frozen].
public record BatchNorm(double eps, boolean scale, boolean shift, Statistics statistics, Estimate estimate)
        implements Op, Tracking {
    public BatchNorm {
        Require.notNegative("eps", eps);
    }

    /// One that takes mean and variance.
    public BatchNorm(double eps, boolean scale, boolean shift, Statistics statistics) {
        this(eps, scale, shift, statistics, Estimate.MOMENTS);
    }
}
