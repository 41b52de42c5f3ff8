package dev.bnc.compiler.graph.op;

/// `x[n,c,...], mean[c] -> [c]`. Biased variance over the rows of each channel: mean of `(x - mean)^2`, in two
/// passes, so it is right where the mean is large.
public record BatchVariance() implements Op {}
