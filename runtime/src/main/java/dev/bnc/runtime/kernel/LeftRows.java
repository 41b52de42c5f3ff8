package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// Where the rows of a product's left matrix come from, and how they are packed.
///
/// A packed panel is `[depth, tile rows]`: what a micro-kernel broadcasts next lies next.
sealed interface LeftRows {
    /// Packs rows `[row, row + rows)` and the depth `[from, to)` into a panel `panelRows` wide whose other rows are
    /// zero.
    default void pack(float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
        if (rows < panelRows) {
            Arrays.fill(panel, po, po + (to - from) * panelRows, 0);
        }
        packInside(x, xo, row, rows, from, to, panel, panelRows, po);
    }

    /// As [#pack], without clearing other rows.
    void packInside(float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po);

    /// Rows of a matrix, `stride` floats apart.
    record Rows(int stride) implements LeftRows {
        @Override
        public void packInside(
                float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
            BlockCopy.copy(x, xo + row * stride + from, stride, rows, to - from, panel, po, 1, panelRows);
        }
    }

    /// Columns of a matrix whose rows are `stride` floats apart.
    record Columns(int stride) implements LeftRows {
        @Override
        public void packInside(
                float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
            BlockCopy.copy(x, xo + from * stride + row, stride, to - from, rows, panel, po, panelRows, 1);
        }
    }

    /// A window's cells in a row: im2col, without ever storing it.
    record Patched(Patches patches) implements LeftRows {
        @Override
        public void packInside(
                float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
            patches.copy(x, xo, row, rows, from, to, panel, po, 1, panelRows);
        }
    }

    /// A window's cells in a column.
    record PatchColumns(Patches patches) implements LeftRows {
        @Override
        public void packInside(
                float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
            patches.copy(x, xo, from, to - from, row, row + rows, panel, po, panelRows, 1);
        }
    }
}
