package dev.bnc.compiler.graph.op;

/// `x[n,c,...] -> like x`. `x / (k + alpha / size * s)^beta` with `s` the sum of squares over the `size` channels
/// around each one (`(size-1)/2` before, the rest behind), cut off at the ends (Krizhevsky et al. 2012; scaling of
/// `alpha` as in ONNX, PyTorch and Caffe).
public record LocalResponseNorm(int size, double alpha, double beta, double k) implements Op {
    public LocalResponseNorm {
        Require.positive("size", size);
        Require.notNegative("alpha", alpha);
        Require.notNegative("k", k);
    }
}
