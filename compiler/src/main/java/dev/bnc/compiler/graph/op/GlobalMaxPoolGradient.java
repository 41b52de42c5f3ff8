package dev.bnc.compiler.graph.op;

/// `dy[n,c], x[n,c,h,w] -> like x`. Each `dy` goes to the first largest cell, in row-major order.
public record GlobalMaxPoolGradient() implements Op {}
