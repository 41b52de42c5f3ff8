package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w] -> [n,c,h+top+bottom,w+left+right]`. Surrounds each image with `value`.
public record Pad(Padding padding, double value) implements Op {}
