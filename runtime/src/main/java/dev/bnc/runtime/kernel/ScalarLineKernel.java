package dev.bnc.runtime.kernel;

/// Windows of a convolution by plain loops.
public record ScalarLineKernel(LineTile tile) implements LineKernel {
    @Override
    public void run(float[] x, int xo, float[] b, int bo, float[] y, int yo, int stride, TileFinish finish) {
        for (int window = 0; window < tile.windows(); window++) {
            for (int column = 0; column < tile.columns(); column++) {
                float sum = sum(x, xo + window * tile.step(), b, bo + column);
                y[yo + window * stride + column] = finish.of(sum, column);
            }
        }
    }

    private float sum(float[] x, int xo, float[] b, int bo) {
        float sum = 0;
        for (int k = 0; k < tile.depth(); k++) {
            int at = xo + k / tile.run() * tile.line() + k % tile.run();
            sum = Math.fma(x[at], b[bo + k * tile.columns()], sum);
        }
        return sum;
    }
}
