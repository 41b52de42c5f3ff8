package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// Windowed pools, cell by cell.
final class ScalarPools {
    private ScalarPools() {}

    static void maxPool(float[] x, int xo, float[] y, int yo, Window shape, int from, int to) {
        for (int line = from; line < to; line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = xo + example * shape.inputSize();
            int out = yo + example * shape.outputSize();
            for (int j = 0; j < shape.outputWidth(); j++) {
                maximum(x, in, y, out + shape.output(i, j), shape, i, j);
            }
        }
    }

    /// Of all channels, cell by cell.
    private static void maximum(float[] x, int in, float[] y, int out, Window shape, int i, int j) {
        boolean first = true;
        for (int a = shape.firstRow(i); a < shape.endRow(i); a++) {
            for (int b = shape.firstColumn(j); b < shape.endColumn(j); b++) {
                int cell = in + shape.cell(i, j, a, b);
                if (first) {
                    System.arraycopy(x, cell, y, out, shape.channels());
                    first = false;
                } else {
                    larger(x, cell, y, out, shape.channels());
                }
            }
        }
        if (first) {
            Arrays.fill(y, out, out + shape.channels(), Float.NEGATIVE_INFINITY);
        }
    }

    private static void larger(float[] x, int xo, float[] y, int yo, int channels) {
        for (int c = 0; c < channels; c++) {
            if (beats(x[xo + c], y[yo + c])) {
                y[yo + c] = x[xo + c];
            }
        }
    }

    static void maxPoolGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Window shape, int from, int to) {
        for (int example = from; example < to; example++) {
            int in = example * shape.inputSize();
            int out = dyo + example * shape.outputSize();
            Arrays.fill(dx, dxo + in, dxo + in + shape.inputSize(), 0);
            for (int i = 0; i < shape.outputHeight(); i++) {
                for (int j = 0; j < shape.outputWidth(); j++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        int winner = winner(x, xo + in + c, shape, i, j);
                        if (winner >= 0) {
                            dx[dxo + in + winner + c] += dy[out + shape.output(i, j) + c];
                        }
                    }
                }
            }
        }
    }

    /// The cell that wins, relative to `at`, or -1 if the window lies in the padding.
    static int winner(float[] x, int at, Window shape, int i, int j) {
        int winner = -1;
        for (int a = shape.firstRow(i); a < shape.endRow(i); a++) {
            for (int b = shape.firstColumn(j); b < shape.endColumn(j); b++) {
                int cell = shape.cell(i, j, a, b);
                if (winner < 0 || beats(x[at + cell], x[at + winner])) {
                    winner = cell;
                }
            }
        }
        return winner;
    }

    /// Whether a later value wins over the one that leads: if it is larger, or the first NaN.
    static boolean beats(float value, float leader) {
        return value > leader || (Float.isNaN(value) && !Float.isNaN(leader));
    }

    static void avgPool(float[] x, int xo, float[] y, int yo, Window shape, Window.Divisor divisor, int from, int to) {
        for (int line = from; line < to; line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = xo + example * shape.inputSize();
            int out = yo + example * shape.outputSize();
            for (int j = 0; j < shape.outputWidth(); j++) {
                int count = shape.count(divisor, i, j);
                for (int c = 0; c < shape.channels(); c++) {
                    y[out + shape.output(i, j) + c] = sum(x, in + c, shape, i, j) / count;
                }
            }
        }
    }

    private static float sum(float[] x, int at, Window shape, int i, int j) {
        float sum = 0;
        for (int a = shape.firstRow(i); a < shape.endRow(i); a++) {
            for (int b = shape.firstColumn(j); b < shape.endColumn(j); b++) {
                sum += x[at + shape.cell(i, j, a, b)];
            }
        }
        return sum;
    }

    static void avgPoolGradient(
            float[] dy, int dyo, float[] dx, int dxo, Window shape, Window.Divisor divisor, int from, int to) {
        for (int example = from; example < to; example++) {
            int in = dxo + example * shape.inputSize();
            int out = dyo + example * shape.outputSize();
            Arrays.fill(dx, in, in + shape.inputSize(), 0);
            for (int i = 0; i < shape.outputHeight(); i++) {
                for (int j = 0; j < shape.outputWidth(); j++) {
                    spread(dy, out + shape.output(i, j), dx, in, shape, divisor, i, j);
                }
            }
        }
    }

    private static void spread(
            float[] dy, int out, float[] dx, int in, Window shape, Window.Divisor divisor, int i, int j) {
        int count = shape.count(divisor, i, j);
        for (int a = shape.firstRow(i); a < shape.endRow(i); a++) {
            for (int b = shape.firstColumn(j); b < shape.endColumn(j); b++) {
                int cell = in + shape.cell(i, j, a, b);
                for (int c = 0; c < shape.channels(); c++) {
                    dx[cell + c] += dy[out + c] / count;
                }
            }
        }
    }
}
