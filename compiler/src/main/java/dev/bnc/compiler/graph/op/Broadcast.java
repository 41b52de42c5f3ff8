package dev.bnc.compiler.graph.op;

import dev.bnc.compiler.graph.Shape;

/// `x[] -> shape`. The same number everywhere.
public record Broadcast(Shape shape) implements Op {}
