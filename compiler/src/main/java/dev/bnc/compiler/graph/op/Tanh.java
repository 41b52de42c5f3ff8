package dev.bnc.compiler.graph.op;

/// Hyperbolic tangent.
public record Tanh() implements Activation {}
