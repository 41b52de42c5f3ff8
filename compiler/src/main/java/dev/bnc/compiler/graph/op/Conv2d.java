package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w], weight[o,c/groups,kh,kw] -> [n,o,h',w']`. Cross-correlation, as all frameworks call convolution;
/// padding is zeros.
public record Conv2d(Window window, int groups) implements Op {
    public Conv2d {
        Require.positive("groups", groups);
    }
}
