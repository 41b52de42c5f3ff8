package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// Packs the right matrix of a [MatrixProduct] into panels: `[panels, depth, tile columns]`, columns behind the
/// last one zero.
public final class PackPanels implements ChunkedWork {
    private final Tile tile;
    private final RightMatrix matrix;
    private final Operand source;
    private final Operand panels;
    private final Chunks chunks;

    /// Packs `source` to `panels`, where [RightMatrix#packedSize] floats must be free.
    public PackPanels(Tile tile, RightMatrix matrix, Operand source, Operand panels) {
        this.tile = tile;
        this.matrix = matrix;
        this.source = source;
        this.panels = panels;
        this.chunks = Chunks.of(matrix.panels(tile), matrix.depth() * tile.columns());
    }

    @Override
    public int chunks() {
        return chunks.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        float[] from = source.in(state, arena);
        float[] to = panels.in(state, arena);
        int panelSize = matrix.depth() * tile.columns();
        for (int panel = chunks.from(chunk); panel < chunks.to(chunk); panel++) {
            int column = panel * tile.columns();
            int count = Math.min(tile.columns(), matrix.columns() - column);
            int at = source.offset() + column * matrix.columnStride();
            int target = panels.offset() + panel * panelSize;
            if (count < tile.columns()) {
                Arrays.fill(to, target, target + panelSize, 0);
            }
            pack(from, at, count, to, target);
        }
    }

    private void pack(float[] from, int at, int count, float[] to, int target) {
        int next = target;
        for (int a = 0; a < matrix.outer(); a++) {
            for (int b = 0; b < matrix.middle(); b++) {
                int row = at + a * matrix.outerStride() + b * matrix.middleStride();
                if (matrix.columnStride() < matrix.innerStride()) {
                    packByRow(from, row, count, to, next);
                } else {
                    packByColumn(from, row, count, to, next);
                }
                next += matrix.inner() * tile.columns();
            }
        }
    }

    /// Panel row by panel row; for matrices whose columns lie close together.
    private void packByRow(float[] from, int at, int count, float[] to, int target) {
        int step = matrix.columnStride();
        int next = target;
        int row = at;
        for (int c = 0; c < matrix.inner(); c++) {
            for (int j = 0; j < count; j++) {
                to[next + j] = from[row + j * step];
            }
            next += tile.columns();
            row += matrix.innerStride();
        }
    }

    /// Panel column by panel column; for matrices whose rows lie close together.
    private void packByColumn(float[] from, int at, int count, float[] to, int target) {
        int step = matrix.innerStride();
        int width = tile.columns();
        for (int j = 0; j < count; j++) {
            int column = at + j * matrix.columnStride();
            int next = target + j;
            for (int c = 0; c < matrix.inner(); c++) {
                to[next] = from[column + c * step];
                next += width;
            }
        }
    }
}
