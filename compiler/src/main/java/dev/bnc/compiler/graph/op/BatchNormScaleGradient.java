package dev.bnc.compiler.graph.op;

/// `dy, x, mean[c], variance[c] -> [c]`. Sum over rows of `dy * xhat`: gradient of batch norm in gamma.
public record BatchNormScaleGradient(double eps) implements Op {
    public BatchNormScaleGradient {
        Require.notNegative("eps", eps);
    }
}
