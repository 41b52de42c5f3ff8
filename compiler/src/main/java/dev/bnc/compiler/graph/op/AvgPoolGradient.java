package dev.bnc.compiler.graph.op;

/// `dy[n,c,h',w'] -> [n,c,inputSize]`. Gradient of [AvgPool].
public record AvgPoolGradient(Window window, boolean countPadding, Extent inputSize) implements Op {}
