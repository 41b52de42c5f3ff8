package dev.bnc.runtime.kernel;

/// A tile by plain loops, for any tile size.
public record ScalarMicroKernel(Reading reading, Tile tile) implements MicroKernel {
    @Override
    public void run(LeftTile left, float[] b, int bo, float[] c, int co, int stride, int mode, TileFinish finish) {
        for (int row = 0; row < tile.rows(); row++) {
            for (int column = 0; column < tile.columns(); column++) {
                int i = co + row * stride + column;
                float sum = sum(left, row, column, b, bo + column, (mode & ACCUMULATE) == 0 ? 0 : c[i]);
                c[i] = (mode & SHIFT) == 0 ? sum : finish.of(sum, column);
            }
        }
    }

    private float sum(LeftTile left, int row, int column, float[] b, int bo, float old) {
        float target = old;
        float sum = 0;
        for (int s = left.first(); s < left.end(); s++) {
            sum = segment(left, s, row, column, b, bo + left.depth(s) * tile.columns(), sum);
            if (reading != Reading.CHANNELS) {
                target += sum;
                sum = 0;
            }
        }
        return target + sum;
    }

    private float segment(LeftTile left, int segment, int row, int column, float[] b, int bo, float start) {
        float sum = start;
        for (int k = 0; k < left.length(segment); k++) {
            int place = left.offset(segment)
                    + switch (reading) {
                        case ROWS -> left.row(row) + k;
                        case COLUMNS -> left.row(0) + k * left.step() + row;
                        case CHANNELS -> left.row(row) + k * left.step() + column;
                    };
            sum = Math.fma(left.array()[place], b[bo + k * tile.columns()], sum);
        }
        return sum;
    }
}
