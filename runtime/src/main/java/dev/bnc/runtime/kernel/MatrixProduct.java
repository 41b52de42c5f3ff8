package dev.bnc.runtime.kernel;

import java.util.List;

/// A matrix product `y [rows, columns] = epilogue(left [rows, depth] * right [depth, columns])` with a right matrix
/// that [PackPanels] has packed: dense layers, convolutions and all their gradients. The left matrix is read where it
/// lies, or from a copy of a part of it.
///
/// Rows of the target and of operands may be further apart than they are long, so a branch of a concat can be
/// written in place and a group of channels read. The target overlaps nothing that is read.
public final class MatrixProduct implements ChunkedWork {
    private final TileKernels tiles;
    private final TileEpilogue epilogue;
    private final boolean bare;

    /// Whether kernels do the epilogue while sums are in registers, in tiles whose rows all lie in the result.
    private final boolean inRegisters;

    /// Whether each column has a left matrix of its own.
    private final boolean channels;

    private final ProductSize size;
    private final LeftMatrix left;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;
    private final Blocking blocking;

    private MatrixProduct(
            ProductKernels kernels,
            ProductSize size,
            LeftMatrix left,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        this.tiles = new TileKernels(kernels);
        this.epilogue = kernels.epilogue();
        this.bare = epilogue instanceof TileEpilogue.None;
        this.size = size;
        this.left = left;
        this.x = x;
        this.panels = panels;
        this.y = y;
        this.extras = epilogue.given(extras);
        this.inRegisters = left.reading() == MicroKernel.Reading.ROWS
                && size.columns() % kernels.tile().columns() == 0
                && ShiftedTile.possible(epilogue, this.extras);
        this.channels = left.reading() == MicroKernel.Reading.CHANNELS;
        this.blocking = channels
                ? Blocking.ofChannels(kernels.tile(), size)
                : Blocking.of(kernels.tile(), size);
    }

    /// The left matrix is `x` as it lies: element `(m, k)` is `x[m, k]`.
    public static MatrixProduct ofRows(
            ProductKernels kernels, ProductSize size, Operand x, Operand panels, Operand y, List<Operand> extras) {
        return new MatrixProduct(kernels, size, new LeftRows.Plain(x.rowStride()), x, panels, y, extras);
    }

    /// The left matrix is the transpose of `x`: element `(m, k)` is `x[k, m]`.
    public static MatrixProduct ofColumns(
            ProductKernels kernels, ProductSize size, Operand x, Operand panels, Operand y, List<Operand> extras) {
        return new MatrixProduct(kernels, size, new LeftColumns.Plain(x.rowStride()), x, panels, y, extras);
    }

    /// What each place of a window sees of a picture `x`: a convolution. Row `(n, i, j)` counts through examples
    /// and places, depth `(a, b, c)` through the kernel and the channels.
    public static MatrixProduct ofPatches(
            ProductKernels kernels,
            Window window,
            int columns,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        ProductSize size = new ProductSize(window.places(), window.depth(), columns);
        LeftMatrix left = LeftRows.ofPlaces(window, x.rowStride());
        return new MatrixProduct(kernels, size, left, x, panels, y, extras);
    }

    /// The transpose of [#ofPatches]' left matrix: a convolution's weight gradient, with the output's gradient
    /// packed. Row `(a, b, c)`, depth `(n, i, j)`.
    public static MatrixProduct ofPatchColumns(
            ProductKernels kernels,
            Window window,
            int columns,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        ProductSize size = new ProductSize(window.depth(), window.places(), columns);
        LeftMatrix left = window.pointwise()
                ? new LeftColumns.Plain(x.rowStride())
                : LeftColumns.of(Patches.ofPlaces(window, x.rowStride()));
        return new MatrixProduct(kernels, size, left, x, panels, y, extras);
    }

    /// Which places of a window saw each cell: a convolution's input gradient, and a transposed convolution. Row
    /// `(n, row, column)` counts through the cells of the picture `[batch, height, width]` the window slides over,
    /// depth `(a, b, c)` through the kernel and the `channels` of `dy [batch, outputHeight, outputWidth,
    /// channels]`. Element: `dy[n, (row + padTop - a * dilationHeight) / strideHeight, ..., c]`, 0 where a quotient
    /// is not whole or no place.
    public static MatrixProduct ofCells(
            ProductKernels kernels,
            Window window,
            int columns,
            Operand dy,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        ProductSize size = new ProductSize(window.cells(), window.depth(), columns);
        LeftMatrix left = LeftRows.ofCells(window, dy.rowStride());
        return new MatrixProduct(kernels, size, left, dy, panels, y, extras);
    }

    /// A depthwise convolution: as [#ofPatches] with a filter a channel, so that the depth `(a, b)` counts through
    /// the kernel only, and each column's left matrix is made of the channel of that number.
    public static MatrixProduct ofChannels(
            ProductKernels kernels, Window window, Operand x, Operand panels, Operand y, List<Operand> extras) {
        ProductSize size = new ProductSize(window.places(), window.taps(), window.channels());
        LeftMatrix left = new LeftChannels.Places(new BorderedLines(Patches.ofPlaces(window, x.rowStride())));
        return new MatrixProduct(kernels, size, left, x, panels, y, extras);
    }

    /// The weight gradient of [#ofChannels]: row `(a, b)`, depth `(n, i, j)`.
    public static MatrixProduct ofChannelColumns(
            ProductKernels kernels, Window window, Operand x, Operand panels, Operand y, List<Operand> extras) {
        ProductSize size = new ProductSize(window.taps(), window.places(), window.channels());
        LeftMatrix left = new LeftChannels.Taps(new BorderedLines(Patches.ofPlaces(window, x.rowStride())));
        return new MatrixProduct(kernels, size, left, x, panels, y, extras);
    }

    /// The input gradient of [#ofChannels]: as [#ofCells] with a filter a channel.
    public static MatrixProduct ofChannelCells(
            ProductKernels kernels, Window window, Operand dy, Operand panels, Operand y, List<Operand> extras) {
        ProductSize size = new ProductSize(window.cells(), window.taps(), window.channels());
        LeftMatrix left = new LeftChannels.Places(new BorderedLines(Patches.ofCells(window, dy.rowStride())));
        return new MatrixProduct(kernels, size, left, dy, panels, y, extras);
    }

    @Override
    public int chunks() {
        return blocking.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int row = blocking.firstRow(chunk);
        int end = Math.min(size.rows(), row + blocking.rows());
        int column = blocking.firstColumn(chunk);
        int columnEnd = Math.min(size.columns(), column + blocking.columns());
        int depth = left.blockDepth(size.depth());
        int width = Blocking.together(tiles.tile(), Math.min(depth, size.depth()));
        TileRunner runner = TileRunner.ofThread();
        float[] source = x.in(state, arena);
        for (int from = 0; from < size.depth(); from += depth) {
            int to = Math.min(size.depth(), from + depth);
            left.prepare(source, x.offset(), row, end, from, to, runner);
            for (int c = column; c < columnEnd; c += width) {
                panels(state, arena, runner, row, end, c, Math.min(columnEnd, c + width), from, to);
            }
        }
        runner.release();
    }

    /// All tiles of some panels, which stay in the caches while the rows pass.
    private void panels(
            float[] state,
            float[] arena,
            TileRunner runner,
            int row,
            int end,
            int column,
            int columnEnd,
            int from,
            int to) {
        boolean last = to == size.depth();
        int rows;
        for (int r = row; r < end; r += rows) {
            int together = Math.min(end - r, left.together(r));
            int height = tiles.rows(left.reading(), together);
            rows = Math.min(together, height);
            if (!channels) {
                left.place(r, rows, height, column, runner.tile());
            }
            boolean finishing = last && inRegisters && rows == height;
            int mode = mode(from) | (finishing ? MicroKernel.SHIFT : 0);
            for (int c = column; c < columnEnd; c += tiles.tile().columns()) {
                if (channels) {
                    left.place(r, rows, height, c, runner.tile());
                }
                if (finishing) {
                    shift(state, arena, c, runner.finish());
                }
                tile(state, arena, runner, r, rows, height, c, mode);
            }
            if (last && !bare && !finishing) {
                epilogue(state, arena, runner, r, rows, column, columnEnd);
            }
        }
    }

    private static int mode(int from) {
        return from == 0 ? MicroKernel.REPLACE : MicroKernel.ACCUMULATE;
    }

    private void shift(float[] state, float[] arena, int column, TileFinish finish) {
        Operand shift = extras[0];
        finish.shift(shift.in(state, arena), shift.offset() + column, ((ShiftedTile) epilogue).floor());
    }

    private void epilogue(
            float[] state, float[] arena, TileRunner runner, int row, int rows, int column, int columnEnd) {
        TileOperands operands = runner.operands(state, arena, extras, row, column);
        int at = y.offset() + row * y.rowStride() + column;
        epilogue.run(y.in(state, arena), at, y.rowStride(), rows, columnEnd - column, operands);
    }

    private void tile(
            float[] state, float[] arena, TileRunner runner, int row, int rows, int height, int column, int mode) {
        int width = tiles.tile().panelWidth(size.columns() - column);
        int b = panels.offset() + column * size.depth();
        int c = y.offset() + row * y.rowStride() + column;
        int columns = Math.min(width, size.columns() - column);
        MicroKernel kernel = tiles.of(left.reading(), height, width);
        runner.run(kernel, panels.in(state, arena), b, y.in(state, arena), c, y.rowStride(), mode, rows, columns);
    }
}
