package dev.bnc.compiler.graph.op;

/// `a[m,k] . b[k,n] -> [m,n]`, either operand stored transposed. A dense layer is `matmul(x, w) {transposeB}` with
/// `w[out,in]`.
public record MatMul(boolean transposeA, boolean transposeB) implements Op {}
