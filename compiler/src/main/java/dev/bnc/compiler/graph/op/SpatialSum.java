package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w] -> [n,c]`. Sum over positions; times `1 / (h * w)` it is global average pooling.
public record SpatialSum() implements Op {}
