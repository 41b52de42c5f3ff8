package dev.bnc.compiler.graph.op;

import dev.bnc.compiler.graph.Shape;

/// `x -> shape`. The same elements in the same row-major order; the batch may stay open.
public record Reshape(Shape shape) implements Op {}
