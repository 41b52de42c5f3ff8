package dev.bnc.compiler.graph.op;

/// `dy, x, mean[c], variance[c], dbeta[c], dgamma[c], gamma[c] if scale -> like x`. Gradient of [BatchNormTraining]
/// in `x`, through mean and variance: `gamma / sqrt(variance + eps) * (dy - dbeta / m - xhat * dgamma / m)` with
/// `xhat` the normalized `x` and `m` rows.
public record BatchNormInputGradient(double eps, boolean scale) implements Op {
    public BatchNormInputGradient {
        Require.notNegative("eps", eps);
    }
}
