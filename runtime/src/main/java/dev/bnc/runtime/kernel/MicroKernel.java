package dev.bnc.runtime.kernel;

/// Computes one tile of a matrix product from packed panels; the only code that multiplies matrices.
///
/// The compiler emits implementations that know their epilogue (scale, shift, activation, residual ...);
/// [ScalarMicroKernel] is the obvious twin. Implementations are stateless and safe for any number of threads.
public interface MicroKernel {
    /// Bit of `mode`: add what the target holds to the product.
    int ACCUMULATE = 1;

    /// Bit of `mode`: pass the result through the epilogue before it is stored. Set for the last block of the depth
    /// only.
    int FINISH = 2;

    /// Rows and columns of a tile.
    Tile tile();

    /// Number of extra operands the epilogue reads.
    int operands();

    /// `c = a * b`, with a panel `a [depth, tile rows]`, a panel `b [depth, tile columns]` and a target
    /// `c [tile rows, tile columns]` whose rows are `stride` apart. Always the whole tile.
    ///
    /// In this order: the product; plus the old `c` if `mode` has [#ACCUMULATE]; through the epilogue if it has
    /// [#FINISH].
    ///
    /// @param operands what the epilogue reads; looked at only with [#FINISH]
    void run(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] c,
            int co,
            int stride,
            int mode,
            TileOperands operands);
}
