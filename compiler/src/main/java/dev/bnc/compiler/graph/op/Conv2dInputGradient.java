package dev.bnc.compiler.graph.op;

/// `dy[n,o,h',w'], weight[o,c/groups,kh,kw] -> dx[n,c,inputSize]`. Gradient of [Conv2d] in its input.
public record Conv2dInputGradient(Window window, int groups, Extent inputSize) implements Op {
    public Conv2dInputGradient {
        Require.positive("groups", groups);
    }
}
