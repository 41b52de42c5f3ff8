package dev.bnc.compiler.graph.op;

/// A function of two numbers.
public enum BinaryFunction {
    /// `a + b`.
    ADD,
    /// `a - b`.
    SUBTRACT,
    /// `a * b`.
    MULTIPLY,
    /// `a / b`.
    DIVIDE,
    /// The larger.
    MAXIMUM,
    /// The smaller.
    MINIMUM,
    /// 1 where `a > b`, else 0.
    GREATER
}
