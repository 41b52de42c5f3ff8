package dev.bnc.compiler.graph.op;

/// `x[n,c,...], bias[c] -> like x`. Adds one value a channel.
public record BiasAdd() implements Op {}
