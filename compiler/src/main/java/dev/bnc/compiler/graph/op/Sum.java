package dev.bnc.compiler.graph.op;

/// `x -> []`. Sum of all elements.
public record Sum() implements Op {}
