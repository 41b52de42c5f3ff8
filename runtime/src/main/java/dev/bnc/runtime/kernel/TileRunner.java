package dev.bnc.runtime.kernel;

import org.jspecify.annotations.Nullable;

/// Runs micro-kernels on one tile after the other, those that stick out over the result's edge in a tile of its own.
/// One per thread; reused.
final class TileRunner {
    private float[] left = new float[0];
    private float[] unfolded = new float[0];
    private final float[][] floats = new float[4][0];
    private float[] edge = new float[0];
    private @Nullable PairSums pairs;
    private final float[] square = new float[SQUARE];
    private TileOperands operands = new TileOperands(8);
    private final LeftTile tile = new LeftTile();
    private final TileFinish finish = new TileFinish();

    /// Floats of the largest square that is turned in vectors.
    private static final int SQUARE = 256;

    private static final ThreadLocal<TileRunner> OF_THREAD = ThreadLocal.withInitial(TileRunner::new);

    private TileRunner() {}

    /// The calling thread's own.
    static TileRunner ofThread() {
        return OF_THREAD.get();
    }

    /// At least `size` floats for a copy of the left matrix.
    float[] left(int size) {
        if (left.length < size) {
            left = new float[size];
        }
        return left;
    }

    /// At least `size` floats for what windows see, window after window.
    float[] unfolded(int size) {
        if (unfolded.length < size) {
            unfolded = new float[size];
        }
        return unfolded;
    }

    /// An array of at least `size` floats, with whatever was left in it. Each slot is an array of its own.
    float[] floats(int slot, int size) {
        if (floats[slot].length < size) {
            floats[slot] = new float[size];
        }
        return floats[slot];
    }

    /// Room for the sums of products in loops.
    PairSums pairs() {
        if (pairs == null) {
            pairs = new PairSums();
        }
        return pairs;
    }

    /// Room for a square that is turned.
    float[] square() {
        return square;
    }

    /// Where the rows of the next tile lie.
    LeftTile tile() {
        return tile;
    }

    /// What kernels add to the sums of the next tile, if their mode says so.
    TileFinish finish() {
        return finish;
    }

    /// Lets go of all arrays of others.
    void release() {
        tile.release();
        finish.release();
    }

    /// The extra operands of a tile that begins at a row and column of the product.
    TileOperands operands(float[] state, float[] arena, Operand[] extras, int row, int column) {
        if (operands.count() < extras.length) {
            operands = new TileOperands(extras.length);
        }
        for (int i = 0; i < extras.length; i++) {
            Operand extra = extras[i];
            int moved = extra.rowStride() == Operand.SCALAR ? 0 : row * extra.rowStride() + column;
            operands.set(i, extra.in(state, arena), extra.offset() + moved, extra.rowStride());
        }
        return operands;
    }

    /// Runs `kernel` on a tile of which `rows` and `columns` lie in the result. [MicroKernel#SHIFT] only if all of them do.
    void run(MicroKernel kernel, float[] b, int bo, float[] c, int co, int stride, int mode, int rows, int columns) {
        Tile size = kernel.tile();
        if (rows == size.rows() && columns == size.columns()) {
            kernel.run(tile, b, bo, c, co, stride, mode, finish);
            return;
        }
        int width = size.columns();
        if (edge.length < size.rows() * width) {
            edge = new float[size.rows() * width];
        }
        if (mode == MicroKernel.ACCUMULATE) {
            BlockCopy.copy(c, co, stride, rows, columns, edge, 0, width, 1);
        }
        kernel.run(tile, b, bo, edge, 0, width, mode, finish);
        BlockCopy.copy(edge, 0, width, rows, columns, c, co, stride, 1);
    }
}
