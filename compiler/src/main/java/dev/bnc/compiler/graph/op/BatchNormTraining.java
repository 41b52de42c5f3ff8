package dev.bnc.compiler.graph.op;

/// `x[n,c,...], mean[c], variance[c], gamma[c] if scale, beta[c] if shift -> like x`. The arithmetic of [BatchNorm],
/// where mean and variance are those of `x` itself: gradients flow through them too.
public record BatchNormTraining(double eps, boolean scale, boolean shift) implements Op {
    public BatchNormTraining {
        Require.notNegative("eps", eps);
    }
}
