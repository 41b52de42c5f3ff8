package dev.bnc.compiler.graph.op;

/// `dy[c], x[n,c,...] -> like x`. Gradient of [BatchQuantile] in `x`: each of the one or two values it lies between
/// gets its share of `dy`, all others 0. Of equal values the first one gets it.
public record BatchQuantileGradient(double quantile) implements Op {
    public BatchQuantileGradient {
        Require.share("quantile", quantile);
    }
}
