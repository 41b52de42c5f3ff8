package dev.bnc.compiler.graph.op;

/// `a, b -> like the one that is no scalar`, element by element: equal shapes, or one operand of shape `[]`.
/// Printed under the function's name: `add(%a, %b)`.
public record Binary(BinaryFunction function) implements Pointwise {}
