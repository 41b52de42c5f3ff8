package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w] -> [n,c,h',w']`. Mean over each window; the divisor is the whole window where padding counts, else
/// the number of cells inside the image.
public record AvgPool(Window window, boolean countPadding) implements Op {}
