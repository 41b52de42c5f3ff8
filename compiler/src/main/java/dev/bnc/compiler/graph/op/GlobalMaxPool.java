package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w] -> [n,c]`. Largest cell of each channel.
public record GlobalMaxPool() implements Op {}
