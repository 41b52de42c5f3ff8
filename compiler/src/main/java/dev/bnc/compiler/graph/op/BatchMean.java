package dev.bnc.compiler.graph.op;

/// `x[n,c,...] -> [c]`. Mean over the rows of each channel.
public record BatchMean() implements Op {}
