package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// Pools over all positions of an example.
final class ScalarGlobalPools {
    private ScalarGlobalPools() {}

    static void globalMax(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        for (int example = from; example < to; example++) {
            for (int c = 0; c < shape.channels(); c++) {
                int at = xo + shape.at(example) + c;
                y[yo + example * shape.channels() + c] = x[at + winner(x, at, shape)];
            }
        }
    }

    static void globalMaxGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Positions shape, int from, int to) {
        Arrays.fill(dx, dxo + shape.at(from), dxo + shape.at(to), 0);
        for (int example = from; example < to; example++) {
            for (int c = 0; c < shape.channels(); c++) {
                int at = shape.at(example) + c;
                dx[dxo + at + winner(x, xo + at, shape)] = dy[dyo + example * shape.channels() + c];
            }
        }
    }

    private static int winner(float[] x, int at, Positions shape) {
        int winner = 0;
        for (int p = 1; p < shape.positions(); p++) {
            int cell = p * shape.channels();
            if (ScalarPools.beats(x[at + cell], x[at + winner])) {
                winner = cell;
            }
        }
        return winner;
    }

    static void spatialSum(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        for (int example = from; example < to; example++) {
            for (int c = 0; c < shape.channels(); c++) {
                double sum = 0;
                for (int p = 0; p < shape.positions(); p++) {
                    sum += x[xo + shape.at(example) + p * shape.channels() + c];
                }
                y[yo + example * shape.channels() + c] = (float) sum;
            }
        }
    }

    static void broadcastSpatial(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        for (int example = from; example < to; example++) {
            for (int p = 0; p < shape.positions(); p++) {
                System.arraycopy(
                        x,
                        xo + example * shape.channels(),
                        y,
                        yo + shape.at(example) + p * shape.channels(),
                        shape.channels());
            }
        }
    }
}
