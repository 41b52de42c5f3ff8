package dev.bnc.compiler.graph.op;

/// `x[n,c,...], gamma[c] if scale, beta[c] if shift -> like x`. Normalizes each example over the positions and
/// channels of each of `groups` equal groups of channels (Wu, He 2018). Layer norm is one group, instance norm as
/// many groups as channels.
public record GroupNorm(int groups, double eps, boolean scale, boolean shift) implements Op {
    public GroupNorm {
        Require.positive("groups", groups);
        Require.notNegative("eps", eps);
    }
}
