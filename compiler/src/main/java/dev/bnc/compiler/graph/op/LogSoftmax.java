package dev.bnc.compiler.graph.op;

/// `x[n,c,...] -> like x`. Logarithm of [Softmax], without overflow.
public record LogSoftmax() implements Op {}
