package dev.bnc.compiler.graph.op;

/// An operator that works element by element on operands of one shape (or scalars). Chains of them are fused into
/// one loop when a plan is made.
public sealed interface Pointwise extends Op permits Activation, ActivationGradient, Unary, Binary {}
