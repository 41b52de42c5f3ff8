package dev.bnc.runtime.kernel;

/// Computes one tile of a matrix product; the only code that multiplies matrices. The right matrix is packed in
/// panels, the left one is read where it lies.
///
/// The compiler emits implementations, one a [Reading] and [Tile]; [ScalarMicroKernel] is the obvious twin.
/// Implementations are stateless and safe for any number of threads.
public interface MicroKernel {
    /// A value of `mode`: the product replaces what the target holds.
    int REPLACE = 0;

    /// A value of `mode`: the product is added to what the target holds.
    int ACCUMULATE = 1;

    /// Added to `mode`: the shift of the [TileFinish] is added to what would be stored, and it is lifted to the floor. Only for
    /// kernels that read rows and whose panels are of full width.
    int SHIFT = 2;

    /// How the elements of a left tile are found in a [LeftTile].
    enum Reading {
        /// Each row of the tile has a place of its own, the depth is consecutive.
        ROWS,
        /// The rows of the tile are consecutive, the depth goes on by [LeftTile#step()].
        COLUMNS,
        /// Each column of the tile has a left matrix of its own: a depthwise convolution. Rows have places, columns are
        /// consecutive, the depth goes on by [LeftTile#step()].
        CHANNELS
    }

    /// How this kernel reads the left matrix.
    Reading reading();

    /// Rows and columns of a tile.
    Tile tile();

    /// `c = left * b` or `c += left * b`, with a panel `b [depth, tile columns]` and a target `c [tile rows, tile
    /// columns]` whose rows are `stride` apart. Always the whole tile. Products are added up in the order of the
    /// depth, starting from zero in each segment (with [Reading#CHANNELS]: in the first one); the segments' sums one after
    /// the other to the target; then comes what `mode` says of `finish`, which is not read otherwise.
    void run(LeftTile left, float[] b, int bo, float[] c, int co, int stride, int mode, TileFinish finish);
}
