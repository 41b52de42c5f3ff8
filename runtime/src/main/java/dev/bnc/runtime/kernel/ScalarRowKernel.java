package dev.bnc.runtime.kernel;

/// A row by plain loops.
public record ScalarRowKernel(RowTile tile) implements RowKernel {
    @Override
    public void run(float[] x, int xo, int depth, float[] b, int bo, float[] y, int yo) {
        for (int column = 0; column < tile.columns(); column++) {
            int panel = column / tile.width();
            int width = panel < tile.panels() ? tile.width() : tile.last();
            int at = bo + panel * tile.width() * depth + column % tile.width();
            float sum = 0;
            for (int k = 0; k < depth; k++) {
                sum = Math.fma(x[xo + k], b[at + k * width], sum);
            }
            y[yo + column] = sum;
        }
    }
}
