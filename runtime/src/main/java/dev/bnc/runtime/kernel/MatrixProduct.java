package dev.bnc.runtime.kernel;

import java.util.List;

/// A matrix product `y [rows, columns] = epilogue(left [rows, depth] * right [depth, columns])` with a right matrix
/// that [PackPanels] has packed: dense layers, convolutions and all their gradients. The left matrix is packed on
/// the fly.
///
/// Rows of the target and of operands may be further apart than they are long, so a branch of a concat can be
/// written in place and a group of channels read. The target overlaps nothing that is read.
public final class MatrixProduct implements ChunkedWork {
    private final MicroKernel kernel;
    private final ProductSize size;
    private final LeftRows left;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;
    private final Blocking blocking;

    private MatrixProduct(
            MicroKernel kernel,
            ProductSize size,
            LeftRows left,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        if (extras.size() != kernel.operands()) {
            throw new IllegalArgumentException(
                    "the micro-kernel reads " + kernel.operands() + " operands, given are " + extras.size());
        }
        this.kernel = kernel;
        this.size = size;
        this.left = left;
        this.x = x;
        this.panels = panels;
        this.y = y;
        this.extras = extras.toArray(Operand[]::new);
        this.blocking = Blocking.of(kernel.tile(), size);
    }

    /// The left matrix is `x` as it lies: element `(m, k)` is `x[m, k]`.
    public static MatrixProduct ofRows(
            MicroKernel kernel, ProductSize size, Operand x, Operand panels, Operand y, List<Operand> extras) {
        return new MatrixProduct(kernel, size, new LeftRows.Rows(x.rowStride()), x, panels, y, extras);
    }

    /// The left matrix is the transpose of `x`: element `(m, k)` is `x[k, m]`.
    public static MatrixProduct ofColumns(
            MicroKernel kernel, ProductSize size, Operand x, Operand panels, Operand y, List<Operand> extras) {
        return new MatrixProduct(kernel, size, new LeftRows.Columns(x.rowStride()), x, panels, y, extras);
    }

    /// What each place of a window sees of a picture `x`: a convolution. Row `(n, i, j)` counts through examples
    /// and places, depth `(a, b, c)` through the kernel and the channels.
    public static MatrixProduct ofPatches(
            MicroKernel kernel,
            Window window,
            int columns,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        ProductSize size = new ProductSize(window.places(), window.depth(), columns);
        LeftRows left = window.pointwise()
                ? new LeftRows.Rows(x.rowStride())
                : new LeftRows.Patched(Patches.ofPlaces(window, x.rowStride()));
        return new MatrixProduct(kernel, size, left, x, panels, y, extras);
    }

    /// The transpose of [#ofPatches]' left matrix: a convolution's weight gradient, with the output's gradient
    /// packed. Row `(a, b, c)`, depth `(n, i, j)`.
    public static MatrixProduct ofPatchColumns(
            MicroKernel kernel,
            Window window,
            int columns,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        ProductSize size = new ProductSize(window.depth(), window.places(), columns);
        LeftRows left = window.pointwise()
                ? new LeftRows.Columns(x.rowStride())
                : new LeftRows.PatchColumns(Patches.ofPlaces(window, x.rowStride()));
        return new MatrixProduct(kernel, size, left, x, panels, y, extras);
    }

    /// Which places of a window saw each cell: a convolution's input gradient, and a transposed convolution. Row
    /// `(n, row, column)` counts through the cells of the picture `[batch, height, width]` the window slides over,
    /// depth `(a, b, c)` through the kernel and the `channels` of `dy [batch, outputHeight, outputWidth,
    /// channels]`. Element: `dy[n, (row + padTop - a * dilationHeight) / strideHeight, ..., c]`, 0 where a quotient
    /// is not whole or no place.
    public static MatrixProduct ofCells(
            MicroKernel kernel,
            Window window,
            int columns,
            Operand dy,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        ProductSize size = new ProductSize(window.batch() * window.height() * window.width(), window.depth(), columns);
        LeftRows left = window.pointwise()
                ? new LeftRows.Rows(dy.rowStride())
                : new LeftRows.Patched(Patches.ofCells(window, dy.rowStride()));
        return new MatrixProduct(kernel, size, left, dy, panels, y, extras);
    }

    @Override
    public int chunks() {
        return blocking.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int height = kernel.tile().rows();
        int row = chunk / blocking.columnBlocks() * blocking.rowPanels() * height;
        int rowEnd = Math.min(size.rows(), row + blocking.rowPanels() * height);
        int panel = chunk % blocking.columnBlocks() * blocking.columnPanels();
        int depth = blocking.depth();
        TileRunner tiles = TileRunner.ofThread();
        float[] packed = tiles.left(blocking.rowPanels() * height * depth);
        for (int from = 0; from < size.depth(); from += depth) {
            int to = Math.min(size.depth(), from + depth);
            packLeft(x.in(state, arena), row, rowEnd, from, to, packed);
            int mode = (from > 0 ? MicroKernel.ACCUMULATE : 0) | (to == size.depth() ? MicroKernel.FINISH : 0);
            multiply(state, arena, tiles, packed, row, rowEnd, panel, from, to, mode);
        }
    }

    private void packLeft(float[] source, int row, int rowEnd, int from, int to, float[] packed) {
        int height = kernel.tile().rows();
        for (int r = row; r < rowEnd; r += height) {
            int at = (r - row) * (to - from);
            left.pack(source, x.offset(), r, Math.min(height, rowEnd - r), from, to, packed, height, at);
        }
    }

    /// All tiles of a block, for one stretch of the depth. A panel of the right matrix stays in the first-level
    /// cache while the rows pass.
    private void multiply(
            float[] state,
            float[] arena,
            TileRunner tiles,
            float[] packed,
            int row,
            int rowEnd,
            int firstPanel,
            int from,
            int to,
            int mode) {
        float[] right = panels.in(state, arena);
        float[] target = y.in(state, arena);
        int height = kernel.tile().rows();
        int width = kernel.tile().columns();
        int end = Math.min(size.columns(), (firstPanel + blocking.columnPanels()) * width);
        for (int column = firstPanel * width; column < end; column += width) {
            int b = panels.offset() + column * size.depth() + from * width;
            int columns = Math.min(width, end - column);
            for (int r = row; r < rowEnd; r += height) {
                int a = (r - row) * (to - from);
                int c = y.offset() + r * y.rowStride() + column;
                setOperands(state, arena, tiles, r, column);
                tiles.run(
                        kernel,
                        to - from,
                        packed,
                        a,
                        right,
                        b,
                        target,
                        c,
                        y.rowStride(),
                        mode,
                        Math.min(height, rowEnd - r),
                        columns);
            }
        }
    }

    private void setOperands(float[] state, float[] arena, TileRunner tiles, int row, int column) {
        TileOperands operands = tiles.operands(extras.length);
        for (int i = 0; i < extras.length; i++) {
            Operand extra = extras[i];
            int moved = extra.rowStride() == Operand.SCALAR ? 0 : row * extra.rowStride() + column;
            operands.set(i, extra.in(state, arena), extra.offset() + moved, extra.rowStride());
        }
    }
}
