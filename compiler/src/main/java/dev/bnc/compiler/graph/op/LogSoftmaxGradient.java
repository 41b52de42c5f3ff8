package dev.bnc.compiler.graph.op;

/// `dy, y -> like y`. `dy - exp(y) * sum(dy)`, `y` the log-softmax.
public record LogSoftmaxGradient() implements Op {}
