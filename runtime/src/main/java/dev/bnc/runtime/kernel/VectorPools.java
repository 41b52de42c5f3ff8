package dev.bnc.runtime.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Windowed and global pools, a vector of channels at a time, the last one under a mask.
///
/// What lies under one window is a grid of cells: `rows` by `columns` of them, `rowStep` and `columnStep` floats
/// apart, `channels` floats each. No vector crosses a call, so none becomes an object where HotSpot does not
/// inline.
final class VectorPools {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorPools() {}

    static void maxPool(float[] x, int xo, float[] y, int yo, Window shape, int from, int to) {
        int rowStep = shape.dilationHeight() * shape.width() * shape.channels();
        int columnStep = shape.dilationWidth() * shape.channels();
        for (int line = from; line < to; line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = xo + example * shape.inputSize();
            int out = yo + example * shape.outputSize();
            int a = shape.firstRow(i);
            int rows = shape.endRow(i) - a;
            for (int j = 0; j < shape.outputWidth(); j++) {
                int b = shape.firstColumn(j);
                int columns = shape.endColumn(j) - b;
                int cell = in + shape.cell(i, j, a, b);
                int at = out + shape.output(i, j);
                max(x, cell, rows, columns, rowStep, columnStep, y, at, shape.channels());
            }
        }
    }

    /// The largest cells of a grid; minus infinity if it is empty.
    private static void max(
            float[] x, int in, int rows, int columns, int rowStep, int columnStep, float[] y, int out, int channels) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int a = 0; a < rows; a++) {
                int cell = in + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    most = most.max(FloatVector.fromArray(SPECIES, x, cell, mask));
                    cell += columnStep;
                }
            }
            most.intoArray(y, out + c, mask);
        }
    }

    static void maxPoolGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Window shape, int from, int to) {
        int rowStep = shape.dilationHeight() * shape.width() * shape.channels();
        int columnStep = shape.dilationWidth() * shape.channels();
        for (int example = from; example < to; example++) {
            int in = example * shape.inputSize();
            int out = dyo + example * shape.outputSize();
            Arrays.fill(dx, dxo + in, dxo + in + shape.inputSize(), 0);
            for (int i = 0; i < shape.outputHeight(); i++) {
                int a = shape.firstRow(i);
                int rows = shape.endRow(i) - a;
                for (int j = 0; j < shape.outputWidth(); j++) {
                    int b = shape.firstColumn(j);
                    int columns = shape.endColumn(j) - b;
                    int cell = in + shape.cell(i, j, a, b);
                    int at = out + shape.output(i, j);
                    give(dy, at, x, xo + cell, dx, dxo + cell, rows, columns, rowStep, columnStep, shape.channels());
                }
            }
        }
    }

    /// Adds `dy` to the first of the largest cells of a grid, channel by channel.
    private static void give(
            float[] dy,
            int out,
            float[] x,
            int xo,
            float[] dx,
            int dxo,
            int rows,
            int columns,
            int rowStep,
            int columnStep,
            int channels) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int a = 0; a < rows; a++) {
                int cell = xo + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    most = most.max(FloatVector.fromArray(SPECIES, x, cell, mask));
                    cell += columnStep;
                }
            }
            // What is still to be given; 0 once it is.
            FloatVector gift = FloatVector.fromArray(SPECIES, dy, out + c, mask);
            FloatVector none = FloatVector.zero(SPECIES);
            for (int a = 0; a < rows; a++) {
                int cell = a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    FloatVector v = FloatVector.fromArray(SPECIES, x, xo + cell, mask);
                    FloatVector old = FloatVector.fromArray(SPECIES, dx, dxo + cell, mask);
                    // All but the largest and NaN, which is the largest if there is one.
                    VectorMask<Float> loses = v.compare(VectorOperators.NE, most).and(v.compare(VectorOperators.EQ, v));
                    old.add(gift.blend(none, loses)).intoArray(dx, dxo + cell, mask);
                    gift = none.blend(gift, loses);
                    cell += columnStep;
                }
            }
        }
    }

    static void avgPool(
            float[] x, int xo, float[] y, int yo, Window shape, Window.Divisor divisor, int from, int to) {
        int rowStep = shape.dilationHeight() * shape.width() * shape.channels();
        int columnStep = shape.dilationWidth() * shape.channels();
        for (int line = from; line < to; line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = xo + example * shape.inputSize();
            int out = yo + example * shape.outputSize();
            int a = shape.firstRow(i);
            int rows = shape.endRow(i) - a;
            for (int j = 0; j < shape.outputWidth(); j++) {
                int b = shape.firstColumn(j);
                int columns = shape.endColumn(j) - b;
                int cell = in + shape.cell(i, j, a, b);
                int at = out + shape.output(i, j);
                float count = shape.count(divisor, i, j);
                average(x, cell, rows, columns, rowStep, columnStep, y, at, shape.channels(), count);
            }
        }
    }

    private static void average(
            float[] x,
            int in,
            int rows,
            int columns,
            int rowStep,
            int columnStep,
            float[] y,
            int out,
            int channels,
            float count) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int a = 0; a < rows; a++) {
                int cell = in + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    sum = sum.add(FloatVector.fromArray(SPECIES, x, cell, mask));
                    cell += columnStep;
                }
            }
            sum.div(count).intoArray(y, out + c, mask);
        }
    }

    static void avgPoolGradient(
            float[] dy, int dyo, float[] dx, int dxo, Window shape, Window.Divisor divisor, int from, int to) {
        int rowStep = shape.dilationHeight() * shape.width() * shape.channels();
        int columnStep = shape.dilationWidth() * shape.channels();
        for (int example = from; example < to; example++) {
            int in = dxo + example * shape.inputSize();
            int out = dyo + example * shape.outputSize();
            Arrays.fill(dx, in, in + shape.inputSize(), 0);
            for (int i = 0; i < shape.outputHeight(); i++) {
                int a = shape.firstRow(i);
                int rows = shape.endRow(i) - a;
                for (int j = 0; j < shape.outputWidth(); j++) {
                    int b = shape.firstColumn(j);
                    int columns = shape.endColumn(j) - b;
                    int cell = in + shape.cell(i, j, a, b);
                    int at = out + shape.output(i, j);
                    float count = shape.count(divisor, i, j);
                    spread(dy, at, dx, cell, rows, columns, rowStep, columnStep, shape.channels(), count);
                }
            }
        }
    }

    private static void spread(
            float[] dy,
            int out,
            float[] dx,
            int in,
            int rows,
            int columns,
            int rowStep,
            int columnStep,
            int channels,
            float count) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector g = FloatVector.fromArray(SPECIES, dy, out + c, mask).div(count);
            for (int a = 0; a < rows; a++) {
                int cell = in + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    FloatVector.fromArray(SPECIES, dx, cell, mask).add(g).intoArray(dx, cell, mask);
                    cell += columnStep;
                }
            }
        }
    }

    static void globalMax(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        int channels = shape.channels();
        for (int example = from; example < to; example++) {
            int out = yo + example * channels;
            max(x, xo + shape.at(example), 1, shape.positions(), 0, channels, y, out, channels);
        }
    }

    static void globalMaxGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Positions shape, int from, int to) {
        int channels = shape.channels();
        Arrays.fill(dx, dxo + shape.at(from), dxo + shape.at(to), 0);
        for (int example = from; example < to; example++) {
            int at = shape.at(example);
            int out = dyo + example * channels;
            give(dy, out, x, xo + at, dx, dxo + at, 1, shape.positions(), 0, channels, channels);
        }
    }

    static void spatialSum(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        int channels = shape.channels();
        for (int example = from; example < to; example++) {
            double[] sums = Scratch.ofThread().zeros(0, channels);
            VectorSums.add(x, xo + shape.at(example), shape.positions(), channels, sums);
            for (int c = 0; c < channels; c++) {
                y[yo + example * channels + c] = (float) sums[c];
            }
        }
    }
}
