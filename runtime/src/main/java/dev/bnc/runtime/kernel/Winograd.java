package dev.bnc.runtime.kernel;

/// Convolutions of 3x3 with fewer multiplications: Winograd's F(4x4, 3x3), which computes 4x4 outputs of a channel
/// from 6x6 inputs with 36 multiplications instead of 144.
///
/// `Y = T(A) [ (G g T(G)) * (T(B) d B) ] A`, where `*` is element by element and sums go over the channels in between
/// (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015). The interpolation points are 0, a, -a, b,
/// -b and infinity with a = 5/8 and b = 3/2: sums of floats lose least with them, and all constants but those of
/// [#filter] are exact.
///
/// These are the transforms by plain loops, channel by channel; [VectorWinograd] does the same operations in the same
/// order.
final class Winograd {
    /// Outputs of a tile in one direction.
    static final int OUTPUTS = 4;

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
    static final float PRODUCT = A2 * B2;
    static final float SUM = A2 + B2;
    static final float FILTER_0 = (float) (1 / (double) PRODUCT);
    static final float FILTER_A = (float) (1 / (2.0 * A2 * (A2 - B2)));
    static final float FILTER_B = (float) (1 / (2.0 * B2 * (B2 - A2)));

    private Winograd() {}

    /// `G g T(G)` of 3x3 filters for columns `[first, width)`: tap `t` of a column is at `t * width + column`, point `p` of
    /// the result at `yo + p * pointStep + column`.
    static void filter(float[] taps, int width, float[] y, int yo, int pointStep, int first, float[] room) {
        for (int c = first; c < width; c++) {
            for (int j = 0; j < 3; j++) {
                filter(taps[j * width + c], taps[(3 + j) * width + c], taps[(6 + j) * width + c], room, j, 3);
            }
            for (int i = 0; i < INPUTS; i++) {
                int at = yo + i * INPUTS * pointStep + c;
                filter(room[i * 3], room[i * 3 + 1], room[i * 3 + 2], y, at, pointStep);
            }
        }
    }

    private static void filter(float g0, float g1, float g2, float[] y, int at, int step) {
        float evenA = (g0 + g2 * A2) * FILTER_A;
        float oddA = g1 * (A * FILTER_A);
        float evenB = (g0 + g2 * B2) * FILTER_B;
        float oddB = g1 * (B * FILTER_B);
        y[at] = g0 * FILTER_0;
        y[at + step] = evenA + oddA;
        y[at + 2 * step] = evenA - oddA;
        y[at + 3 * step] = evenB + oddB;
        y[at + 4 * step] = evenB - oddB;
        y[at + 5 * step] = g2;
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

    /// `T(A) m A` of `channels` channels: point `p` is at `xo + p * pointStep`, cell `(i, j)` of the result at `yo + i *
    /// OUTPUTS * channels + j * channels`.
    static void output(float[] x, int xo, int pointStep, float[] y, int yo, int channels, float[] room) {
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < INPUTS; j++) {
                int at = xo + j * pointStep + c;
                int step = INPUTS * pointStep;
                output(
                        x[at],
                        x[at + step],
                        x[at + 2 * step],
                        x[at + 3 * step],
                        x[at + 4 * step],
                        x[at + 5 * step],
                        room,
                        j,
                        INPUTS);
            }
            for (int i = 0; i < OUTPUTS; i++) {
                int at = i * INPUTS;
                output(
                        room[at],
                        room[at + 1],
                        room[at + 2],
                        room[at + 3],
                        room[at + 4],
                        room[at + 5],
                        y,
                        yo + i * OUTPUTS * channels + c,
                        channels);
            }
        }
    }

    private static void output(
            float m0, float m1, float m2, float m3, float m4, float m5, float[] y, int at, int step) {
        float sumA = m1 + m2;
        float differenceA = m1 - m2;
        float sumB = m3 + m4;
        float differenceB = m3 - m4;
        y[at] = m0 + sumA + sumB;
        y[at + step] = differenceA * A + differenceB * B;
        y[at + 2 * step] = sumA * A2 + sumB * B2;
        y[at + 3 * step] = differenceA * A3 + differenceB * B3 + m5;
    }
}
