package dev.bnc.compiler.graph.op;

/// `1 / (1 + exp(-x))`.
public record Sigmoid() implements Activation {}
