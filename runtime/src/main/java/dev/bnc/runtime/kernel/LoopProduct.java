package dev.bnc.runtime.kernel;

import java.util.Arrays;
import java.util.List;

/// A [MatrixProduct] whose left matrix has consecutive depth, by plain loops that HotSpot turns into vectors without the
/// Vector API, and soon: there is one hot loop for products of all sizes.
///
/// Of JDK 25 HotSpot vectorizes a loop only if it sees that what it writes is not what it reads a little later: all places
/// must be a constant apart. So the right matrix is copied, four of its rows at a time, to where rows are [#WIDTH] apart,
/// and sums are kept like that too, in arrays for two rows each; the copy serves all rows of a block.
///
/// ```
/// sum(0, j) = fma(x(0, k + 3), right(3, j), ... fma(x(0, k), right(0, j), sum(0, j)))      // for all j
/// sum(1, j) = fma(x(1, k + 3), right(3, j), ... fma(x(1, k), right(0, j), sum(1, j)))
/// ```
///
/// Sums are those of a [MicroKernel]: products in the order of the depth, starting from zero in each segment.
public final class LoopProduct implements ChunkedWork {
    /// Columns that are computed together: the longer the loop, the less its ends matter.
    static final int WIDTH = 256;

    /// Columns of a panel, where whole ones fit: as many as are worth copying at a time.
    private static final int PANEL = 64;

    /// Rows of the right matrix that are copied together.
    private static final int DEPTH = 4;

    /// Rows of a block, among which the copy is shared; their sums stay in a first-level cache of 48 KiB, or nearly.
    static final int TALLEST = 32;

    private final TileEpilogue epilogue;
    private final ProductSize size;
    private final LeftRows left;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;
    private final int rowBlocks;
    private final int rows;

    private LoopProduct(
            TileEpilogue epilogue,
            ProductSize size,
            LeftRows left,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        this.epilogue = epilogue;
        this.size = size;
        this.left = left;
        this.x = x;
        this.panels = panels;
        this.y = y;
        this.extras = epilogue.given(extras);
        int blocks = Math.ceilDiv(size.rows(), TALLEST);
        rows = Math.ceilDiv(Math.ceilDiv(size.rows(), blocks), 2) * 2;
        rowBlocks = Math.ceilDiv(size.rows(), rows);
    }

    /// How the right matrix is to be packed: panels without anything behind their last column, all of the same width.
    ///
    /// @param columns of the matrix
    public static Tile panels(int columns) {
        return new Tile(2, columns % PANEL == 0 ? PANEL : columns);
    }

    /// As [MatrixProduct#ofRows].
    public static LoopProduct ofRows(
            TileEpilogue epilogue,
            ProductSize size,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        return new LoopProduct(epilogue, size, new LeftRows.Plain(x.rowStride()), x, panels, y, extras);
    }

    /// As [MatrixProduct#ofPatches].
    public static LoopProduct ofPatches(
            TileEpilogue epilogue,
            Window window,
            int columns,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        var size = new ProductSize(window.places(), window.depth(), columns);
        return new LoopProduct(
                epilogue, size, LeftRows.ofPlaces(window, x.rowStride()), x, panels, y, extras);
    }

    /// As [MatrixProduct#ofCells].
    public static LoopProduct ofCells(
            TileEpilogue epilogue,
            Window window,
            int columns,
            Operand dy,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        var size = new ProductSize(window.cells(), window.depth(), columns);
        return new LoopProduct(
                epilogue, size, LeftRows.ofCells(window, dy.rowStride()), dy, panels, y, extras);
    }

    @Override
    public int chunks() {
        return rowBlocks * Math.ceilDiv(size.columns(), WIDTH);
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int row = chunk % rowBlocks * rows;
        int count = Math.min(rows, size.rows() - row);
        int column = chunk / rowBlocks * WIDTH;
        int columns = Math.min(WIDTH, size.columns() - column);
        TileRunner runner = TileRunner.ofThread();
        PairSums sums = runner.pairs();
        LeftTile block = runner.tile();
        left.prepare(x.in(state, arena), x.offset(), row, row + count, 0, size.depth(), runner);
        int pairs = Math.ceilDiv(count, 2);
        left.place(row, count, 2 * pairs, column, block);
        for (int i = 0; i < pairs; i++) {
            Arrays.fill(sums.total(i), 0);
        }
        for (int segment = block.first(); segment < block.end(); segment++) {
            segment(block, segment, pairs, panels.in(state, arena), column, columns, sums);
            for (int i = 0; i < pairs; i++) {
                endSegment(sums.total(i), sums.sum(i));
            }
        }
        float[] target = y.in(state, arena);
        int at = y.offset() + row * y.rowStride() + column;
        for (int i = 0; i < count; i++) {
            System.arraycopy(sums.total(i / 2), i % 2 * WIDTH, target, at + i * y.rowStride(), columns);
        }
        epilogue.run(
                target, at, y.rowStride(), count, columns, runner.operands(state, arena, extras, row, column));
        block.release();
    }

    private void segment(
            LeftTile block, int segment, int pairs, float[] b, int column, int columns, PairSums sums) {
        float[] array = block.array();
        float[] right = sums.right();
        int length = block.length(segment);
        int whole = length - length % DEPTH;
        for (int k = 0; k < whole; k += DEPTH) {
            copy(b, column, columns, block.depth(segment) + k, DEPTH, right);
            for (int i = 0; i < pairs; i++) {
                int first = block.row(2 * i) + block.offset(segment) + k;
                int second = block.row(2 * i + 1) + block.offset(segment) + k;
                four(array, first, second, right, sums.sum(i), columns);
            }
        }
        for (int k = whole; k < length; k++) {
            copy(b, column, columns, block.depth(segment) + k, 1, right);
            for (int i = 0; i < pairs; i++) {
                int first = block.row(2 * i) + block.offset(segment) + k;
                int second = block.row(2 * i + 1) + block.offset(segment) + k;
                one(array[first], array[second], right, sums.sum(i), columns);
            }
        }
    }

    /// Copies rows `[k, k + count)` of some columns of the right matrix out of their panels.
    private void copy(float[] b, int column, int columns, int k, int count, float[] right) {
        int width = panels(size.columns()).columns();
        int part;
        for (int c = 0; c < columns; c += part) {
            int inPanel = (column + c) % width;
            part = Math.min(columns - c, width - inPanel);
            int at = panels.offset() + (column + c - inPanel) * size.depth() + k * width + inPanel;
            for (int d = 0; d < count; d++) {
                System.arraycopy(b, at + d * width, right, d * WIDTH + c, part);
            }
        }
    }

    private static void four(float[] x, int first, int second, float[] right, float[] sums, int columns) {
        float a0 = x[first];
        float a1 = x[first + 1];
        float a2 = x[first + 2];
        float a3 = x[first + 3];
        float b0 = x[second];
        float b1 = x[second + 1];
        float b2 = x[second + 2];
        float b3 = x[second + 3];
        for (int j = 0; j < columns; j++) {
            float r0 = right[j];
            float r1 = right[WIDTH + j];
            float r2 = right[2 * WIDTH + j];
            float r3 = right[3 * WIDTH + j];
            sums[j] = Math.fma(a3, r3, Math.fma(a2, r2, Math.fma(a1, r1, Math.fma(a0, r0, sums[j]))));
            sums[WIDTH + j] = Math.fma(b3, r3, Math.fma(b2, r2, Math.fma(b1, r1, Math.fma(b0, r0, sums[WIDTH + j]))));
        }
    }

    private static void one(float a, float b, float[] right, float[] sums, int columns) {
        for (int j = 0; j < columns; j++) {
            float r = right[j];
            sums[j] = Math.fma(a, r, sums[j]);
            sums[WIDTH + j] = Math.fma(b, r, sums[WIDTH + j]);
        }
    }

    private static void endSegment(float[] total, float[] sum) {
        for (int j = 0; j < total.length; j++) {
            total[j] += sum[j];
        }
        Arrays.fill(sum, 0);
    }
}
