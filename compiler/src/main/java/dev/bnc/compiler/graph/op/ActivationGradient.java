package dev.bnc.compiler.graph.op;

/// `dy, v -> like dy`. `dy` times the activation's derivative; `v` is the activation's result where
/// [Activation#gradientReadsOutput()], else its input.
public record ActivationGradient(Activation activation) implements Pointwise {}
