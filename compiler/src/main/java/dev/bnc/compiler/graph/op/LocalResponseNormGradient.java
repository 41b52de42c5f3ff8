package dev.bnc.compiler.graph.op;

/// `dy, x -> like x`. Gradient of [LocalResponseNorm].
public record LocalResponseNormGradient(int size, double alpha, double beta, double k) implements Op {
    public LocalResponseNormGradient {
        Require.positive("size", size);
        Require.notNegative("alpha", alpha);
        Require.notNegative("k", k);
    }
}
