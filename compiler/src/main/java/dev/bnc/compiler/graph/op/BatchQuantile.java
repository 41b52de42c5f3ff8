package dev.bnc.compiler.graph.op;

/// `x[n,c,...] -> [c]`. The quantile of the `m` rows of each channel: 0 is the least, 0.5 the median, 1 the
/// largest. Between two of the sorted values, at `quantile * (m - 1)`, it is on the line between them.
public record BatchQuantile(double quantile) implements Op {
    public BatchQuantile {
        Require.share("quantile", quantile);
    }
}
