package dev.bnc.compiler.graph.op;

/// `x[n,c,...] -> like x`. `exp(x) / sum exp(x)` over channels, without overflow.
public record Softmax() implements Op {}
