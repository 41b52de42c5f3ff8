package dev.bnc.compiler.graph.op;

/// `x[n,c] -> [n,c,size]`. The same value at all positions.
public record BroadcastSpatial(Extent size) implements Op {}
