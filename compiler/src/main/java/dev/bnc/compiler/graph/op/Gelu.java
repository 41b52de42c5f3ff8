package dev.bnc.compiler.graph.op;

/// `x * (1 + erf(x / sqrt 2)) / 2` (Hendrycks, Gimpel 2016); the exact form, not the tanh approximation.
public record Gelu() implements Activation {}
