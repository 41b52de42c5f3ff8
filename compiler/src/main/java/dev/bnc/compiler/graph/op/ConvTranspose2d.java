package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w], weight[c,o/groups,kh,kw] -> [n,o,h',w']` with `h' = (h-1)*stride - padding + dilation*(kernel-1) + 1
/// + outputPadding`.
///
/// The input gradient of the convolution with the same window, used forwards.
public record ConvTranspose2d(Window window, int groups, Extent outputPadding) implements Op {
    public ConvTranspose2d {
        Require.positive("groups", groups);
    }
}
