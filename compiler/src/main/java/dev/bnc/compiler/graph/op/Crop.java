package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w] -> [n,c,h-top-bottom,w-left-right]`. Takes the border away again.
public record Crop(Padding padding) implements Op {}
