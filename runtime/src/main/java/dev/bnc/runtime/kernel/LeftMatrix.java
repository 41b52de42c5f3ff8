package dev.bnc.runtime.kernel;

import dev.bnc.runtime.kernel.MicroKernel.Reading;

/// Where the left matrix of a product comes from, and how micro-kernels read it: where it lies if they can, else
/// from a copy of a block of it, made in the memory of the calling thread.
///
/// A block is prepared once for all panels of the right matrix; then its tiles are placed one by one.
sealed interface LeftMatrix permits LeftRows, LeftColumns, LeftChannels {
    /// What the kernels must be able to do.
    Reading reading();

    /// Longest depth of a block, given the whole depth.
    int blockDepth(int depth);

    /// Rows from `row` on that may be in one tile, if as many are there.
    int together(int row);

    /// Prepares rows `[row, end)` and the depth `[from, to)`.
    void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner);

    /// Says where `rows` rows of the prepared block lie, and the rest of the tile's `height`, which is not stored.
    ///
    /// @param column the tile's first column; of meaning where each column has a left matrix of its own
    void place(int row, int rows, int height, int column, LeftTile tile);
}
