package dev.bnc.runtime.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Windowed pools, a vector of channels at a time, the last one under a mask.
final class VectorPools {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorPools() {}

    static void maxPool(float[] x, int xo, float[] y, int yo, Window shape, int from, int to) {
        for (int line = from; line < to; line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = xo + example * shape.inputSize();
            int out = yo + example * shape.outputSize();
            for (int j = 0; j < shape.outputWidth(); j++) {
                int at = out + shape.output(i, j);
                for (int c = 0; c < shape.channels(); c += LANES) {
                    VectorMask<Float> mask = SPECIES.indexInRange(c, shape.channels());
                    largest(x, in + c, shape, i, j, mask).intoArray(y, at + c, mask);
                }
            }
        }
    }

    /// The largest cells under a window; minus infinity if there are none.
    private static FloatVector largest(float[] x, int at, Window shape, int i, int j, VectorMask<Float> mask) {
        FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int endRow = shape.endRow(i);
        int firstColumn = shape.firstColumn(j);
        int endColumn = shape.endColumn(j);
        int step = shape.dilationWidth() * shape.channels();
        for (int a = shape.firstRow(i); a < endRow; a++) {
            int cell = at + shape.cell(i, j, a, firstColumn);
            for (int b = firstColumn; b < endColumn; b++) {
                most = most.max(FloatVector.fromArray(SPECIES, x, cell, mask));
                cell += step;
            }
        }
        return most;
    }

    static void maxPoolGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Window shape, int from, int to) {
        for (int example = from; example < to; example++) {
            int in = example * shape.inputSize();
            int out = dyo + example * shape.outputSize();
            Arrays.fill(dx, dxo + in, dxo + in + shape.inputSize(), 0);
            for (int i = 0; i < shape.outputHeight(); i++) {
                for (int j = 0; j < shape.outputWidth(); j++) {
                    int at = out + shape.output(i, j);
                    for (int c = 0; c < shape.channels(); c += LANES) {
                        VectorMask<Float> mask = SPECIES.indexInRange(c, shape.channels());
                        FloatVector most = largest(x, xo + in + c, shape, i, j, mask);
                        FloatVector g = FloatVector.fromArray(SPECIES, dy, at + c, mask);
                        giveToFirst(g, most, x, xo + in + c, dx, dxo + in + c, shape, i, j, mask);
                    }
                }
            }
        }
    }

    /// Adds `g` to the first cell of the window that holds `most`, lane by lane.
    private static void giveToFirst(
            FloatVector g,
            FloatVector most,
            float[] x,
            int xo,
            float[] dx,
            int dxo,
            Window shape,
            int i,
            int j,
            VectorMask<Float> mask) {
        VectorMask<Float> open = mask;
        for (int a = shape.firstRow(i); a < shape.endRow(i); a++) {
            for (int b = shape.firstColumn(j); b < shape.endColumn(j); b++) {
                int cell = shape.cell(i, j, a, b);
                FloatVector v = FloatVector.fromArray(SPECIES, x, xo + cell, mask);
                // NaN, too, is the largest: most is NaN exactly where a cell is.
                VectorMask<Float> won =
                        v.eq(most).or(v.test(VectorOperators.IS_NAN)).and(open);
                FloatVector.fromArray(SPECIES, dx, dxo + cell, mask).add(g).intoArray(dx, dxo + cell, won);
                open = open.andNot(won);
            }
        }
    }

    static void avgPool(float[] x, int xo, float[] y, int yo, Window shape, Window.Divisor divisor, int from, int to) {
        for (int line = from; line < to; line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = xo + example * shape.inputSize();
            int out = yo + example * shape.outputSize();
            for (int j = 0; j < shape.outputWidth(); j++) {
                int at = out + shape.output(i, j);
                float count = shape.count(divisor, i, j);
                for (int c = 0; c < shape.channels(); c += LANES) {
                    VectorMask<Float> mask = SPECIES.indexInRange(c, shape.channels());
                    sum(x, in + c, shape, i, j, mask).div(count).intoArray(y, at + c, mask);
                }
            }
        }
    }

    private static FloatVector sum(float[] x, int at, Window shape, int i, int j, VectorMask<Float> mask) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int endRow = shape.endRow(i);
        int firstColumn = shape.firstColumn(j);
        int endColumn = shape.endColumn(j);
        int step = shape.dilationWidth() * shape.channels();
        for (int a = shape.firstRow(i); a < endRow; a++) {
            int cell = at + shape.cell(i, j, a, firstColumn);
            for (int b = firstColumn; b < endColumn; b++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, x, cell, mask));
                cell += step;
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
                    int at = out + shape.output(i, j);
                    float count = shape.count(divisor, i, j);
                    for (int c = 0; c < shape.channels(); c += LANES) {
                        VectorMask<Float> mask = SPECIES.indexInRange(c, shape.channels());
                        FloatVector g =
                                FloatVector.fromArray(SPECIES, dy, at + c, mask).div(count);
                        spread(g, dx, in + c, shape, i, j, mask);
                    }
                }
            }
        }
    }

    private static void spread(FloatVector g, float[] dx, int at, Window shape, int i, int j, VectorMask<Float> mask) {
        for (int a = shape.firstRow(i); a < shape.endRow(i); a++) {
            for (int b = shape.firstColumn(j); b < shape.endColumn(j); b++) {
                int cell = at + shape.cell(i, j, a, b);
                FloatVector.fromArray(SPECIES, dx, cell, mask).add(g).intoArray(dx, cell, mask);
            }
        }
    }

    static void globalMax(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        int channels = shape.channels();
        for (int example = from; example < to; example++) {
            for (int c = 0; c < channels; c += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                largest(x, xo + shape.at(example) + c, shape, mask).intoArray(y, yo + example * channels + c, mask);
            }
        }
    }

    private static FloatVector largest(float[] x, int at, Positions shape, VectorMask<Float> mask) {
        FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int p = 0; p < shape.positions(); p++) {
            most = most.max(FloatVector.fromArray(SPECIES, x, at + p * shape.channels(), mask));
        }
        return most;
    }

    static void globalMaxGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Positions shape, int from, int to) {
        int channels = shape.channels();
        for (int example = from; example < to; example++) {
            for (int c = 0; c < channels; c += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                int at = shape.at(example) + c;
                FloatVector most = largest(x, xo + at, shape, mask);
                FloatVector g = FloatVector.fromArray(SPECIES, dy, dyo + example * channels + c, mask);
                giveToFirst(g, most, x, xo + at, dx, dxo + at, shape, mask);
            }
        }
    }

    private static void giveToFirst(
            FloatVector g,
            FloatVector most,
            float[] x,
            int xo,
            float[] dx,
            int dxo,
            Positions shape,
            VectorMask<Float> mask) {
        VectorMask<Float> open = mask;
        for (int p = 0; p < shape.positions(); p++) {
            int cell = p * shape.channels();
            FloatVector v = FloatVector.fromArray(SPECIES, x, xo + cell, mask);
            VectorMask<Float> won =
                    v.eq(most).or(v.test(VectorOperators.IS_NAN)).and(open);
            FloatVector.zero(SPECIES).blend(g, won).intoArray(dx, dxo + cell, mask);
            open = open.andNot(won);
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
