package dev.bnc.compiler.graph.op;

/// `x[n,c,...], mean[c], covariance[c/groups,c], gamma[c] if scale, beta[c] if shift -> like x`. Each group of
/// neighbouring channels made uncorrelated and of variance 1: `gamma * S (x - mean) + beta`, where `S` is about `(C
/// + eps I)^(-1/2)`, by Newton's iteration `P <- (3 P - P^3 N) / 2` from `P = I`, with `N = (C + eps I) / trace`,
/// and `S = P / sqrt(trace)` (Huang et al. 2019, IterNorm; the iteration is Schulz's). `C` of group `g` are the
/// columns of the covariance from `g * c/groups` on.
///
/// Only forward graphs hold it: before anything is computed it becomes products, by
/// [dev.bnc.compiler.graph.Whitening].
public record Whiten(double eps, int groups, int iterations, boolean scale, boolean shift, Statistics statistics)
        implements Op, Tracking {
    public Whiten {
        Require.positive("eps", eps);
        Require.positive("groups", groups);
        Require.positive("iterations", iterations);
    }
}
