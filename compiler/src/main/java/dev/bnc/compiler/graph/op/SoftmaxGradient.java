package dev.bnc.compiler.graph.op;

/// `dy, y -> like y`. `y * (dy - sum(dy * y))`, `y` the softmax.
public record SoftmaxGradient() implements Op {}
