package dev.bnc.runtime.kernel;

/// Runs a micro-kernel on one tile after the other, those that stick out over the result's edge in a tile of its
/// own. One per thread; reused.
final class TileRunner {
    private float[] left = new float[0];
    private float[] edge = new float[0];
    private float[] edgeOperands = new float[0];
    private TileOperands operands = new TileOperands(8);

    private static final ThreadLocal<TileRunner> OF_THREAD = ThreadLocal.withInitial(TileRunner::new);

    private TileRunner() {}

    /// The calling thread's own.
    static TileRunner ofThread() {
        return OF_THREAD.get();
    }

    /// At least `size` floats for packed left panels.
    float[] left(int size) {
        if (left.length < size) {
            left = new float[size];
        }
        return left;
    }

    /// Room for `count` extra operands.
    TileOperands operands(int count) {
        if (operands.count() < count) {
            operands = new TileOperands(count);
        }
        return operands;
    }

    /// Runs `kernel` on a tile of which `rows` and `columns` lie in the result.
    void run(
            MicroKernel kernel,
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] c,
            int co,
            int stride,
            int mode,
            int rows,
            int columns) {
        Tile tile = kernel.tile();
        if (rows == tile.rows() && columns == tile.columns()) {
            kernel.run(depth, a, ao, b, bo, c, co, stride, mode, operands);
            return;
        }
        int width = tile.columns();
        prepareEdge(kernel);
        if ((mode & MicroKernel.ACCUMULATE) != 0) {
            copyRows(c, co, stride, edge, 0, width, rows, columns);
        }
        if ((mode & MicroKernel.FINISH) != 0) {
            moveOperands(kernel, rows, columns);
        }
        kernel.run(depth, a, ao, b, bo, edge, 0, width, mode, operands);
        copyRows(edge, 0, width, c, co, stride, rows, columns);
    }

    private void prepareEdge(MicroKernel kernel) {
        int size = kernel.tile().rows() * kernel.tile().columns();
        if (edge.length < size) {
            edge = new float[size];
        }
        if (edgeOperands.length < size * kernel.operands()) {
            edgeOperands = new float[size * kernel.operands()];
        }
    }

    /// Copies what of the operands lies in the result to where the whole tile can be read.
    private void moveOperands(MicroKernel kernel, int rows, int columns) {
        int width = kernel.tile().columns();
        for (int i = 0; i < kernel.operands(); i++) {
            int to = i * width * kernel.tile().rows();
            int stride = operands.stride(i);
            if (stride == Operand.SCALAR) {
                continue;
            }
            int copied = stride == 0 ? 1 : rows;
            copyRows(operands.array(i), operands.offset(i), stride, edgeOperands, to, width, copied, columns);
            operands.set(i, edgeOperands, to, stride == 0 ? 0 : width);
        }
    }

    private static void copyRows(
            float[] from, int fo, int fromStride, float[] to, int at, int toStride, int rows, int columns) {
        BlockCopy.copy(from, fo, fromStride, rows, columns, to, at, toStride, 1);
    }
}
