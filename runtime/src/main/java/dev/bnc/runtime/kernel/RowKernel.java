package dev.bnc.runtime.kernel;

/// Computes a part of a product whose left matrix has one row: a dense layer of one example. Reads several panels of the
/// right matrix at once, since with the sums of one panel alone each multiply-add waits for the one before it.
///
/// Each sum is that of a [MicroKernel]: products in the order of the depth, starting from zero. So an example has the
/// same bits alone and in a batch. The compiler emits implementations; [ScalarRowKernel] is the obvious twin.
/// Stateless.
public interface RowKernel {
    /// What it computes.
    RowTile tile();

    /// `y = x * b` with `x [depth]`, the tile's panels `b`, each `[depth, width]`, and `y [tile columns]`.
    void run(float[] x, int xo, int depth, float[] b, int bo, float[] y, int yo);
}
