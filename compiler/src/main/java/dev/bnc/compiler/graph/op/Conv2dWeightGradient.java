package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w], dy[n,o,h',w'] -> [o,c/groups,kh,kw]`. Gradient of [Conv2d] in its weight.
public record Conv2dWeightGradient(Window window, int groups) implements Op {
    public Conv2dWeightGradient {
        Require.positive("groups", groups);
    }
}
