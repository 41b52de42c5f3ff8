package dev.bnc.compiler.graph.op;

/// `dy, x -> like x`. Each `dy` goes to the first largest cell of its window, in row-major order.
public record MaxPoolGradient(Window window) implements Op {}
