package dev.bnc.compiler.graph.op;

/// `() -> f32[]`. A scalar known when compiling.
public record Constant(double value) implements Op {}
