package dev.bnc.compiler.graph.op;

/// `dy, x -> [c]`. Gradient of [GroupNorm] in gamma.
public record GroupNormScaleGradient(int groups, double eps) implements Op {
    public GroupNormScaleGradient {
        Require.positive("groups", groups);
        Require.notNegative("eps", eps);
    }
}
