package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Windowed and global pools, a vector of channels at a time, the last one under a mask if channels do not fill it:
/// stores under a mask take some processors ten times as long as others (Zen 4).
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
                if (rows == 2 && columns == 2 && shape.channels() % LANES == 0) {
                    maxOfFour(x, cell, rowStep, columnStep, y, at, shape.channels());
                } else {
                    max(x, cell, rows, columns, rowStep, columnStep, y, at, shape.channels());
                }
            }
        }
    }

    /// The largest cells of a grid of two by two, as most pools have it: loops of two rounds take longer than what they do.
    private static void maxOfFour(
            float[] x, int in, int rowStep, int columnStep, float[] y, int out, int channels) {
        for (int c = 0; c < channels; c += LANES) {
            int cell = in + c;
            FloatVector upper = FloatVector.fromArray(SPECIES, x, cell)
                    .max(FloatVector.fromArray(SPECIES, x, cell + columnStep));
            FloatVector lower = FloatVector.fromArray(SPECIES, x, cell + rowStep)
                    .max(FloatVector.fromArray(SPECIES, x, cell + rowStep + columnStep));
            upper.max(lower).intoArray(y, out + c);
        }
    }

    /// The largest cells of a grid; minus infinity if it is empty.
    private static void max(
            float[] x, int in, int rows, int columns, int rowStep, int columnStep, float[] y, int out, int channels) {
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int a = 0; a < rows; a++) {
                int cell = in + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    most = most.max(FloatVector.fromArray(SPECIES, x, cell));
                    cell += columnStep;
                }
            }
            most.intoArray(y, out + c);
        }
        if (c < channels) {
            maxOfLast(x, in + c, rows, columns, rowStep, columnStep, y, out + c, channels - c);
        }
    }

    /// The same of the channels behind the last whole vector.
    private static void maxOfLast(
            float[] x, int in, int rows, int columns, int rowStep, int columnStep, float[] y, int out, int channels) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, channels);
        FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int a = 0; a < rows; a++) {
            int cell = in + a * rowStep;
            for (int b = 0; b < columns; b++) {
                most = most.max(FloatVector.fromArray(SPECIES, x, cell, mask));
                cell += columnStep;
            }
        }
        most.intoArray(y, out, mask);
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
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int a = 0; a < rows; a++) {
                int cell = in + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    sum = sum.add(FloatVector.fromArray(SPECIES, x, cell));
                    cell += columnStep;
                }
            }
            sum.div(count).intoArray(y, out + c);
        }
        if (c < channels) {
            averageOfLast(x, in + c, rows, columns, rowStep, columnStep, y, out + c, channels - c, count);
        }
    }

    /// The same of the channels behind the last whole vector.
    private static void averageOfLast(
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
        VectorMask<Float> mask = SPECIES.indexInRange(0, channels);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int a = 0; a < rows; a++) {
            int cell = in + a * rowStep;
            for (int b = 0; b < columns; b++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, x, cell, mask));
                cell += columnStep;
            }
        }
        sum.div(count).intoArray(y, out, mask);
    }

    static void globalMax(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        int channels = shape.channels();
        for (int example = from; example < to; example++) {
            int out = yo + example * channels;
            max(x, xo + shape.at(example), 1, shape.positions(), 0, channels, y, out, channels);
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
