package dev.bnc.runtime.kernel;

/// Winograd's F(4x4, 5x5), which computes 4x4 outputs of a channel from 8x8 inputs with 64 multiplications instead of 400:
/// as [Winograd], but for its interpolation points, which are 0, 1/2, -1/2, 1, -1, 2, -2 and infinity. Of all triples of
/// multiples of 1/8 these lose least; all constants but those of [#filter] are exact.
///
/// These are the transforms by plain loops, channel by channel; [VectorLargeWinograd] does the same operations in the same
/// order.
final class LargeWinograd {
    /// Rows and columns of the kernel.
    static final int SIDE = 5;

    /// Outputs of a tile in one direction.
    static final int OUTPUTS = 4;

    /// Inputs of a tile in one direction.
    static final int INPUTS = 8;

    /// Sum and products of the points' squares, of all three and of two of them.
    static final float ALL = 5.25f;

    static final float WITHOUT_HALF = 5;
    static final float WITHOUT_ONE = 4.25f;
    static final float WITHOUT_TWO = 1.25f;
    static final float FILTER_HALF = (float) (32 / 45.0);
    static final float FILTER_ONE = (float) (-2 / 9.0);
    static final float FILTER_TWO = (float) (1 / 90.0);

    private LargeWinograd() {}

    /// As [Winograd#filter], of 5x5 taps.
    static void filter(float[] taps, int width, float[] y, int yo, int pointStep, int first, float[] room) {
        for (int c = first; c < width; c++) {
            for (int j = 0; j < SIDE; j++) {
                filter(taps, j * width + c, SIDE * width, room, j, SIDE);
            }
            for (int i = 0; i < INPUTS; i++) {
                filter(room, i * SIDE, 1, y, yo + i * INPUTS * pointStep + c, pointStep);
            }
        }
    }

    private static void filter(float[] g, int from, int step, float[] y, int to, int resultStep) {
        float g0 = g[from];
        float g1 = g[from + step];
        float g2 = g[from + 2 * step];
        float g3 = g[from + 3 * step];
        float g4 = g[from + 4 * step];
        float evenHalf = (g0 + (g2 + g4 * 0.25f) * 0.25f) * FILTER_HALF;
        float oddHalf = (g1 + g3 * 0.25f) * (0.5f * FILTER_HALF);
        float evenOne = (g0 + g2 + g4) * FILTER_ONE;
        float oddOne = (g1 + g3) * FILTER_ONE;
        float evenTwo = (g0 + (g2 + g4 * 4) * 4) * FILTER_TWO;
        float oddTwo = (g1 + g3 * 4) * (2 * FILTER_TWO);
        y[to] = g0;
        y[to + resultStep] = evenHalf + oddHalf;
        y[to + 2 * resultStep] = evenHalf - oddHalf;
        y[to + 3 * resultStep] = evenOne + oddOne;
        y[to + 4 * resultStep] = evenOne - oddOne;
        y[to + 5 * resultStep] = evenTwo + oddTwo;
        y[to + 6 * resultStep] = evenTwo - oddTwo;
        y[to + 7 * resultStep] = g4;
    }

    /// As [Winograd#input].
    static void input(
            float[] x, int xo, int lineStep, int cellStep, float[] y, int yo, int pointStep, int channels, float[] room) {
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < INPUTS; j++) {
                input(x, xo + j * cellStep + c, lineStep, room, j, INPUTS);
            }
            for (int i = 0; i < INPUTS; i++) {
                input(room, i * INPUTS, 1, y, yo + i * INPUTS * pointStep + c, pointStep);
            }
        }
    }

    private static void input(float[] x, int from, int step, float[] y, int to, int resultStep) {
        float d1 = x[from + step];
        float d2 = x[from + 2 * step];
        float d3 = x[from + 3 * step];
        float d4 = x[from + 4 * step];
        float d5 = x[from + 5 * step];
        float d6 = x[from + 6 * step];
        float evenHalf = d6 + (d2 * 4 - d4 * WITHOUT_HALF);
        float oddHalf = (d5 + (d1 * 4 - d3 * WITHOUT_HALF)) * 0.5f;
        float evenOne = d6 + (d2 - d4 * WITHOUT_ONE);
        float oddOne = d5 + (d1 - d3 * WITHOUT_ONE);
        float evenTwo = d6 + (d2 * 0.25f - d4 * WITHOUT_TWO);
        float oddTwo = (d5 + (d1 * 0.25f - d3 * WITHOUT_TWO)) * 2;
        y[to] = x[from] - d6 + (d4 - d2) * ALL;
        y[to + resultStep] = evenHalf + oddHalf;
        y[to + 2 * resultStep] = evenHalf - oddHalf;
        y[to + 3 * resultStep] = evenOne + oddOne;
        y[to + 4 * resultStep] = evenOne - oddOne;
        y[to + 5 * resultStep] = evenTwo + oddTwo;
        y[to + 6 * resultStep] = evenTwo - oddTwo;
        y[to + 7 * resultStep] = x[from + 7 * step] - d1 + (d3 - d5) * ALL;
    }

    /// As [Winograd#output].
    static void output(
            float[] x, int xo, int pointStep, float[] y, int yo, int lineStep, int cellStep, int channels, float[] room) {
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < INPUTS; j++) {
                output(x, xo + j * pointStep + c, INPUTS * pointStep, room, j, INPUTS);
            }
            for (int i = 0; i < OUTPUTS; i++) {
                output(room, i * INPUTS, 1, y, yo + i * lineStep + c, cellStep);
            }
        }
    }

    private static void output(float[] x, int from, int step, float[] y, int to, int resultStep) {
        float sumHalf = x[from + step] + x[from + 2 * step];
        float differenceHalf = x[from + step] - x[from + 2 * step];
        float sumOne = x[from + 3 * step] + x[from + 4 * step];
        float differenceOne = x[from + 3 * step] - x[from + 4 * step];
        float sumTwo = x[from + 5 * step] + x[from + 6 * step];
        float differenceTwo = x[from + 5 * step] - x[from + 6 * step];
        y[to] = x[from] + sumHalf + (sumOne + sumTwo);
        y[to + resultStep] = differenceHalf * 0.5f + (differenceOne + differenceTwo * 2);
        y[to + 2 * resultStep] = sumHalf * 0.25f + (sumOne + sumTwo * 4);
        y[to + 3 * resultStep] =
                differenceHalf * 0.125f + (differenceOne + differenceTwo * 8) + x[from + 7 * step];
    }
}
