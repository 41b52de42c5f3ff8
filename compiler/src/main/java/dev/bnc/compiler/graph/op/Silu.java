package dev.bnc.compiler.graph.op;

/// `x * sigmoid(x)`.
public record Silu() implements Activation {}
