package dev.bnc.runtime.kernel;

/// Convolutions of 3x3 and 5x5 with fewer multiplications (for tiles of 8x8 inputs see [LargeWinograd]): Winograd's
/// F(4x4, 3x3), which computes 4x4 outputs of a channel from 6x6 inputs with 36 multiplications instead of 144, and F(2x2, 5x5), which computes 2x2 outputs from as
/// many inputs with 36 instead of 100. Both transform inputs alike.
///
/// `Y = T(A) [ (G g T(G)) * (T(B) d B) ] A`, where `*` is element by element and sums go over the channels in between
/// (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015). The interpolation points are 0, a, -a, b,
/// -b and infinity with a = 5/8 and b = 3/2: sums of floats lose least with them, and all constants but those of
/// [#filter] are exact.
///
/// These are the transforms by plain loops, channel by channel; [VectorWinograd] does the same operations in the same
/// order.
final class Winograd {
    /// Outputs of a tile in one direction, of a 3x3 kernel.
    static final int OUTPUTS = 4;

    /// The same of a 5x5 kernel.
    static final int FEW_OUTPUTS = 2;

    /// Inputs of a tile in one direction.
    static final int INPUTS = 6;

    /// Products of a tile.
    static final int POINTS = INPUTS * INPUTS;

    static final float A = 0.625f;
    static final float B = 1.5f;
    static final float A2 = A * A;
    static final float B2 = B * B;
    static final float A3 = A2 * A;
    static final float B3 = B2 * B;
    static final float A4 = A2 * A2;
    static final float B4 = B2 * B2;
    static final float PRODUCT = A2 * B2;
    static final float SUM = A2 + B2;
    static final float FILTER_0 = (float) (1 / (double) PRODUCT);
    static final float FILTER_A = (float) (1 / (2.0 * A2 * (A2 - B2)));
    static final float FILTER_B = (float) (1 / (2.0 * B2 * (B2 - A2)));

    /// Floats from one point's matrix to the next: a line of cache more than it has, since a tile's points would else meet in
    /// one set of the first-level cache.
    static int pointStep(int floats) {
        return floats + 16;
    }

    /// Factors of the points' products, once in each product.
    enum Scale {
        /// Those a transformed filter has.
        FILTER(FILTER_0, FILTER_A, FILTER_B),
        /// None: the other factor has them.
        NONE(1, 1, 1);

        final float zero;
        final float a;
        final float b;

        Scale(float zero, float a, float b) {
            this.zero = zero;
            this.a = a;
            this.b = b;
        }
    }

    private Winograd() {}

    /// `G g T(G)` of filters with `side` rows and columns, for columns `[first, width)` of the result: tap `t` of a column
    /// is at `t * width + column`, point `p` of the result at `yo + p * pointStep + column`.
    static void filter(
            int side, float[] taps, int width, float[] y, int yo, int pointStep, int first, float[] room) {
        for (int c = first; c < width; c++) {
            for (int j = 0; j < side; j++) {
                filter(side, taps, j * width + c, side * width, room, j, side);
            }
            for (int i = 0; i < INPUTS; i++) {
                filter(side, room, i * side, 1, y, yo + i * INPUTS * pointStep + c, pointStep);
            }
        }
    }

    private static void filter(int side, float[] g, int from, int step, float[] y, int at, int resultStep) {
        float g0 = g[from];
        float g1 = g[from + step];
        float g2 = g[from + 2 * step];
        float g3 = side == 3 ? 0 : g[from + 3 * step];
        float g4 = side == 3 ? 0 : g[from + 4 * step];
        float evenA = (g0 + (g2 + g4 * A2) * A2) * FILTER_A;
        float oddA = (g1 + g3 * A2) * (A * FILTER_A);
        float evenB = (g0 + (g2 + g4 * B2) * B2) * FILTER_B;
        float oddB = (g1 + g3 * B2) * (B * FILTER_B);
        y[at] = g0 * FILTER_0;
        y[at + resultStep] = evenA + oddA;
        y[at + 2 * resultStep] = evenA - oddA;
        y[at + 3 * resultStep] = evenB + oddB;
        y[at + 4 * resultStep] = evenB - oddB;
        y[at + 5 * resultStep] = side == 3 ? g2 : g4;
    }

    /// As [#filter], of the `outputs x outputs` places of a tile. Cell `(i, j)` is at `xo + i *
    /// lineStep + j * cellStep`, point `p` of the result at `yo + p * pointStep`.
    static void gradient(
            int outputs,
            Scale scale,
            float[] x,
            int xo,
            int lineStep,
            int cellStep,
            float[] y,
            int yo,
            int pointStep,
            int channels,
            float[] room) {
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < outputs; j++) {
                gradient(outputs, scale, x, xo + j * cellStep + c, lineStep, room, j, outputs);
            }
            for (int i = 0; i < INPUTS; i++) {
                gradient(outputs, scale, room, i * outputs, 1, y, yo + i * INPUTS * pointStep + c, pointStep);
            }
        }
    }

    private static void gradient(
            int outputs, Scale scale, float[] x, int from, int step, float[] y, int at, int resultStep) {
        float d0 = x[from];
        float d1 = x[from + step];
        float d2 = outputs == FEW_OUTPUTS ? 0 : x[from + 2 * step];
        float d3 = outputs == FEW_OUTPUTS ? 0 : x[from + 3 * step];
        float evenA = (d0 + d2 * A2) * scale.a;
        float oddA = (d1 + d3 * A2) * (A * scale.a);
        float evenB = (d0 + d2 * B2) * scale.b;
        float oddB = (d1 + d3 * B2) * (B * scale.b);
        y[at] = d0 * scale.zero;
        y[at + resultStep] = evenA + oddA;
        y[at + 2 * resultStep] = evenA - oddA;
        y[at + 3 * resultStep] = evenB + oddB;
        y[at + 4 * resultStep] = evenB - oddB;
        y[at + 5 * resultStep] = outputs == FEW_OUTPUTS ? d1 : d3;
    }

    /// `T(B) d B` of `channels` channels: cell `(i, j)` of the input is at `xo + i * lineStep + j * channelStep`, point
    /// `p` of the result at `yo + p * pointStep`.
    static void input(
            float[] x, int xo, int lineStep, int cellStep, float[] y, int yo, int pointStep, int channels, float[] room) {
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < INPUTS; j++) {
                int at = xo + j * cellStep + c;
                input(
                        x[at],
                        x[at + lineStep],
                        x[at + 2 * lineStep],
                        x[at + 3 * lineStep],
                        x[at + 4 * lineStep],
                        x[at + 5 * lineStep],
                        room,
                        j,
                        INPUTS);
            }
            for (int i = 0; i < INPUTS; i++) {
                int at = i * INPUTS;
                input(
                        room[at],
                        room[at + 1],
                        room[at + 2],
                        room[at + 3],
                        room[at + 4],
                        room[at + 5],
                        y,
                        yo + at * pointStep + c,
                        pointStep);
            }
        }
    }

    private static void input(
            float d0, float d1, float d2, float d3, float d4, float d5, float[] y, int at, int step) {
        float evenA = d4 - d2 * B2;
        float oddA = (d3 - d1 * B2) * A;
        float evenB = d4 - d2 * A2;
        float oddB = (d3 - d1 * A2) * B;
        y[at] = d0 * PRODUCT - d2 * SUM + d4;
        y[at + step] = evenA + oddA;
        y[at + 2 * step] = evenA - oddA;
        y[at + 3 * step] = evenB + oddB;
        y[at + 4 * step] = evenB - oddB;
        y[at + 5 * step] = d1 * PRODUCT - d3 * SUM + d5;
    }

    /// `T(A) m A` of `channels` channels: point `p` is at `xo + p * pointStep`, cell `(i, j)` of the result, which has
    /// `outputs` rows and columns, at `yo + i * lineStep + j * cellStep`.
    static void output(
            int outputs,
            float[] x,
            int xo,
            int pointStep,
            float[] y,
            int yo,
            int lineStep,
            int cellStep,
            int channels,
            float[] room) {
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < INPUTS; j++) {
                int at = xo + j * pointStep + c;
                output(outputs, x, at, INPUTS * pointStep, room, j, INPUTS);
            }
            for (int i = 0; i < outputs; i++) {
                output(outputs, room, i * INPUTS, 1, y, yo + i * lineStep + c, cellStep);
            }
        }
    }

    private static void output(int outputs, float[] x, int from, int step, float[] y, int at, int resultStep) {
        float m0 = x[from];
        float m5 = x[from + 5 * step];
        float sumA = x[from + step] + x[from + 2 * step];
        float differenceA = x[from + step] - x[from + 2 * step];
        float sumB = x[from + 3 * step] + x[from + 4 * step];
        float differenceB = x[from + 3 * step] - x[from + 4 * step];
        y[at] = m0 + sumA + sumB;
        float odd = differenceA * A + differenceB * B;
        if (outputs == FEW_OUTPUTS) {
            y[at + resultStep] = odd + m5;
            return;
        }
        y[at + resultStep] = odd;
        y[at + 2 * resultStep] = sumA * A2 + sumB * B2;
        y[at + 3 * resultStep] = differenceA * A3 + differenceB * B3 + m5;
    }

    /// As [#output], but of the `side x side` taps of a weight gradient, for columns `[first, width)`: point `p` is at `xo +
    /// p * pointStep`, tap `t` of the result at `t * width`.
    static void taps(int side, float[] x, int xo, int pointStep, float[] y, int width, int first, float[] room) {
        for (int c = first; c < width; c++) {
            for (int j = 0; j < INPUTS; j++) {
                taps(side, x, xo + j * pointStep + c, INPUTS * pointStep, room, j, INPUTS);
            }
            for (int i = 0; i < side; i++) {
                taps(side, room, i * INPUTS, 1, y, side * i * width + c, width);
            }
        }
    }

    private static void taps(int side, float[] x, int from, int step, float[] y, int to, int resultStep) {
        float m5 = x[from + 5 * step];
        float sumA = x[from + step] + x[from + 2 * step];
        float differenceA = x[from + step] - x[from + 2 * step];
        float sumB = x[from + 3 * step] + x[from + 4 * step];
        float differenceB = x[from + 3 * step] - x[from + 4 * step];
        y[to] = x[from] + sumA + sumB;
        y[to + resultStep] = differenceA * A + differenceB * B;
        float even = sumA * A2 + sumB * B2;
        if (side == 3) {
            y[to + 2 * resultStep] = even + m5;
            return;
        }
        y[to + 2 * resultStep] = even;
        y[to + 3 * resultStep] = differenceA * A3 + differenceB * B3;
        y[to + 4 * resultStep] = sumA * A4 + sumB * B4 + m5;
    }

    /// `B m T(B)` of `channels` channels, the way back of [#input]: point `p` is at `xo + p * pointStep`, cell `(i, j)` of the
    /// result at `yo + (i * INPUTS + j) * channels`.
    static void back(float[] x, int xo, int pointStep, float[] y, int yo, int channels, float[] room) {
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < INPUTS; j++) {
                back(x, xo + j * pointStep + c, INPUTS * pointStep, room, j, INPUTS);
            }
            for (int i = 0; i < INPUTS; i++) {
                back(room, i * INPUTS, 1, y, yo + i * INPUTS * channels + c, channels);
            }
        }
    }

    private static void back(float[] x, int from, int step, float[] y, int to, int resultStep) {
        float m0 = x[from];
        float m5 = x[from + 5 * step];
        float sumA = x[from + step] + x[from + 2 * step];
        float differenceA = (x[from + step] - x[from + 2 * step]) * A;
        float sumB = x[from + 3 * step] + x[from + 4 * step];
        float differenceB = (x[from + 3 * step] - x[from + 4 * step]) * B;
        y[to] = m0 * PRODUCT;
        y[to + resultStep] = m5 * PRODUCT - differenceA * B2 - differenceB * A2;
        y[to + 2 * resultStep] = m0 * -SUM - sumA * B2 - sumB * A2;
        y[to + 3 * resultStep] = differenceA + differenceB - m5 * SUM;
        y[to + 4 * resultStep] = m0 + sumA + sumB;
        y[to + 5 * resultStep] = m5;
    }
}
