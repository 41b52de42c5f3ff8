package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// Packs the right matrix of a [MatrixProduct] into panels: `[panels, depth, tile columns]`, the last one
/// half or a quarter as wide if that is enough; columns behind the last one zero.
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
        for (int panel = chunks.from(chunk); panel < chunks.to(chunk); panel++) {
            int column = panel * tile.columns();
            int width = tile.panelWidth(matrix.columns() - column);
            int count = Math.min(width, matrix.columns() - column);
            int at = source.offset() + column * matrix.columnStride();
            int target = panels.offset() + column * matrix.depth();
            if (count < width) {
                Arrays.fill(to, target, target + matrix.depth() * width, 0);
            }
            pack(from, at, count, width, to, target);
        }
    }

    private void pack(float[] from, int at, int count, int width, float[] to, int target) {
        int next = target;
        for (int a = 0; a < matrix.outer(); a++) {
            for (int b = 0; b < matrix.middle(); b++) {
                int row = at + a * matrix.outerStride() + b * matrix.middleStride();
                packInner(from, row, count, width, to, next);
                next += matrix.inner() * width;
            }
        }
    }

    private void packInner(float[] from, int at, int count, int width, float[] to, int target) {
        int depthStep = matrix.innerStride();
        int columnStep = matrix.columnStride();
        if (columnStep == 1) {
            BlockCopy.copy(from, at, depthStep, matrix.inner(), count, to, target, width, 1);
        } else if (depthStep == 1) {
            BlockCopy.copy(from, at, columnStep, count, matrix.inner(), to, target, 1, width);
        } else if (columnStep < depthStep) {
            for (int c = 0; c < matrix.inner(); c++) {
                BlockCopy.line(from, at + c * depthStep, columnStep, count, to, target + c * width, 1);
            }
        } else {
            for (int j = 0; j < count; j++) {
                BlockCopy.line(from, at + j * columnStep, depthStep, matrix.inner(), to, target + j, width);
            }
        }
    }
}
