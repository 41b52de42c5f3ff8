package dev.bnc.compiler.emit.cuda.kernel;

/// How products are computed. Operands and results are float32 in memory, and sums are taken in float32, always.
public enum Precision {
    /// Products and sums as float32: the default, equal to the JVM's but for the order of additions.
    FLOAT32,
    /// Tensor cores on factors rounded to 10 bits of mantissa.
    TF32,
    /// Tensor cores on factors rounded to bfloat16, 7 bits of mantissa.
    BF16
}
