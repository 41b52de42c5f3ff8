package dev.bnc.compiler.graph.op;

/// `x[n,c,...] -> [c]`. Sum over rows; gradient of [BiasAdd] in its bias.
public record ChannelSum() implements Op {}
