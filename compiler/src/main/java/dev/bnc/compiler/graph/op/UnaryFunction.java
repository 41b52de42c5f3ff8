package dev.bnc.compiler.graph.op;

/// A function of one number.
public enum UnaryFunction {
    /// `-x`.
    NEGATE,
    /// `|x|`.
    ABS,
    /// -1, 0 or 1.
    SIGN,
    /// `e^x`.
    EXP,
    /// Natural logarithm.
    LOG,
    /// Square root.
    SQRT,
    /// `x * x`.
    SQUARE,
    /// `1 / x`.
    RECIPROCAL,
    /// `log(1 + e^x)`, without overflow.
    SOFTPLUS
}
