package dev.bnc.compiler.graph.op;

/// `x[n,c,h,w] -> [n,c,h',w']`. Largest cell of each window; padding never wins.
public record MaxPool(Window window) implements Op {}
