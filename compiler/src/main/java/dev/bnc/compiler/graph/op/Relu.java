package dev.bnc.compiler.graph.op;

/// `max(x, 0)`; gradient 0 at 0.
public record Relu() implements Activation {}
