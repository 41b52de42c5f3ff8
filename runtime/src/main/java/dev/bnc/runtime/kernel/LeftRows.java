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
            for (int r = 0; r < rows; r++) {
                int source = xo + (row + r) * stride + from;
                int target = po + r;
                for (int k = 0; k < to - from; k++) {
                    panel[target] = x[source + k];
                    target += panelRows;
                }
            }
        }
    }

    /// Columns of a matrix whose rows are `stride` floats apart.
    record Columns(int stride) implements LeftRows {
        @Override
        public void packInside(
                float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
            for (int k = from; k < to; k++) {
                int source = xo + k * stride + row;
                int target = po + (k - from) * panelRows;
                for (int r = 0; r < rows; r++) {
                    panel[target + r] = x[source + r];
                }
            }
        }
    }

    /// A window's cells in a row: im2col, without ever storing it.
    record Patched(Patches patches) implements LeftRows {
        @Override
        public void packInside(
                float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
            for (int r = 0; r < rows; r++) {
                patches.copy(x, xo, row + r, from, to, panel, po + r, panelRows);
            }
        }
    }

    /// A window's cells in a column.
    record PatchColumns(Patches patches) implements LeftRows {
        @Override
        public void packInside(
                float[] x, int xo, int row, int rows, int from, int to, float[] panel, int panelRows, int po) {
            for (int k = from; k < to; k++) {
                patches.copy(x, xo, k, row, row + rows, panel, po + (k - from) * panelRows, 1);
            }
        }
    }
}
