package dev.bnc.compiler.emit.cuda.kernel;

/// How products are computed. Sums are taken in float32, always.
public enum Precision {
    /// Products and sums as float32: the default, equal to the JVM's but for the order of additions.
    FLOAT32,
    /// Tensor cores on factors rounded to 10 bits of mantissa.
    TF32,
    /// Mixed precision: tensor cores on factors in bfloat16, 7 bits of mantissa, and activations and their gradients kept so;
    /// see [dev.bnc.compiler.emit.cuda.MixedPrecision].
    BF16
}
