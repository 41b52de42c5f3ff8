package dev.bnc.compiler.graph.op;

/// `x -> like x`, element by element. Printed under the function's name: `sqrt(%x)`.
public record Unary(UnaryFunction function) implements Pointwise {}
