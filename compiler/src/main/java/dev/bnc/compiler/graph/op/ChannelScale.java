package dev.bnc.compiler.graph.op;

/// `x[n,c,...], scale[c] -> like x`. Multiplies by one value a channel.
public record ChannelScale() implements Op {}
