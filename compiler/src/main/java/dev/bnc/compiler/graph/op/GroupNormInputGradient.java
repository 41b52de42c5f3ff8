package dev.bnc.compiler.graph.op;

/// `dy, x, gamma[c] if scale -> like x`. Gradient of [GroupNorm] in `x`.
public record GroupNormInputGradient(int groups, double eps, boolean scale) implements Op {
    public GroupNormInputGradient {
        Require.positive("groups", groups);
        Require.notNegative("eps", eps);
    }
}
