package dev.bnc.runtime.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Gradients of the pools of [VectorPools], with grids as there.
final class VectorPoolGradients {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorPoolGradients() {}

    static void maxPool(float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Window shape, int from, int to) {
        int rowStep = shape.dilationHeight() * shape.width() * shape.channels();
        int columnStep = shape.dilationWidth() * shape.channels();
        if (!shape.tiled()) {
            Arrays.fill(dx, dxo + from * shape.inputSize(), dxo + to * shape.inputSize(), 0);
        }
        for (int line = from * shape.outputHeight(); line < to * shape.outputHeight(); line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = example * shape.inputSize();
            int out = dyo + example * shape.outputSize();
            int a = shape.firstRow(i);
            int rows = shape.endRow(i) - a;
            for (int j = 0; j < shape.outputWidth(); j++) {
                int b = shape.firstColumn(j);
                int columns = shape.endColumn(j) - b;
                int cell = in + shape.cell(i, j, a, b);
                int at = out + shape.output(i, j);
                if (shape.tiled()) {
                    put(dy, at, x, xo + cell, dx, dxo + cell, rows, columns, rowStep, shape.channels());
                } else {
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
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int a = 0; a < rows; a++) {
                int cell = xo + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    most = most.max(FloatVector.fromArray(SPECIES, x, cell));
                    cell += columnStep;
                }
            }
            // What is still to be given; 0 once it is.
            FloatVector gift = FloatVector.fromArray(SPECIES, dy, out + c);
            FloatVector none = FloatVector.zero(SPECIES);
            for (int a = 0; a < rows; a++) {
                int cell = a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    FloatVector v = FloatVector.fromArray(SPECIES, x, xo + cell);
                    // All but the largest and NaN, which is the largest if there is one.
                    VectorMask<Float> loses =
                            v.compare(VectorOperators.NE, most).and(v.compare(VectorOperators.EQ, v));
                    FloatVector old = FloatVector.fromArray(SPECIES, dx, dxo + cell);
                    old.add(gift.blend(none, loses)).intoArray(dx, dxo + cell);
                    gift = none.blend(gift, loses);
                    cell += columnStep;
                }
            }
        }
        if (c < channels) {
            giveLast(dy, out + c, x, xo + c, dx, dxo + c, rows, columns, rowStep, columnStep, channels - c);
        }
    }

    /// The same for the channels behind the last whole vector.
    private static void giveLast(
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
        VectorMask<Float> mask = SPECIES.indexInRange(0, channels);
        FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int a = 0; a < rows; a++) {
            int cell = xo + a * rowStep;
            for (int b = 0; b < columns; b++) {
                most = most.max(FloatVector.fromArray(SPECIES, x, cell, mask));
                cell += columnStep;
            }
        }
        FloatVector gift = FloatVector.fromArray(SPECIES, dy, out, mask);
        FloatVector none = FloatVector.zero(SPECIES);
        for (int a = 0; a < rows; a++) {
            int cell = a * rowStep;
            for (int b = 0; b < columns; b++) {
                FloatVector v = FloatVector.fromArray(SPECIES, x, xo + cell, mask);
                VectorMask<Float> loses = v.compare(VectorOperators.NE, most).and(v.compare(VectorOperators.EQ, v));
                FloatVector old = FloatVector.fromArray(SPECIES, dx, dxo + cell, mask);
                old.add(gift.blend(none, loses)).intoArray(dx, dxo + cell, mask);
                gift = none.blend(gift, loses);
                cell += columnStep;
            }
        }
    }

    /// As [#give] where no other window sees the cells, whatever they held.
    private static void put(
            float[] dy,
            int out,
            float[] x,
            int xo,
            float[] dx,
            int dxo,
            int rows,
            int columns,
            int rowStep,
            int channels) {
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int a = 0; a < rows; a++) {
                int cell = xo + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    most = most.max(FloatVector.fromArray(SPECIES, x, cell));
                    cell += channels;
                }
            }
            FloatVector gift = FloatVector.fromArray(SPECIES, dy, out + c);
            FloatVector none = FloatVector.zero(SPECIES);
            for (int a = 0; a < rows; a++) {
                int cell = a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    FloatVector v = FloatVector.fromArray(SPECIES, x, xo + cell);
                    VectorMask<Float> loses =
                            v.compare(VectorOperators.NE, most).and(v.compare(VectorOperators.EQ, v));
                    gift.blend(none, loses).intoArray(dx, dxo + cell);
                    gift = none.blend(gift, loses);
                    cell += channels;
                }
            }
        }
        if (c < channels) {
            for (int a = 0; a < rows; a++) {
                clear(dx, dxo + a * rowStep + c, columns, channels, channels - c);
            }
            giveLast(dy, out + c, x, xo + c, dx, dxo + c, rows, columns, rowStep, channels, channels - c);
        }
    }

    private static void clear(float[] dx, int at, int columns, int step, int count) {
        for (int b = 0; b < columns; b++) {
            Arrays.fill(dx, at + b * step, at + b * step + count, 0);
        }
    }

    static void avgPool(
            float[] dy, int dyo, float[] dx, int dxo, Window shape, Window.Divisor divisor, int from, int to) {
        int rowStep = shape.dilationHeight() * shape.width() * shape.channels();
        int columnStep = shape.dilationWidth() * shape.channels();
        Arrays.fill(dx, dxo + from * shape.inputSize(), dxo + to * shape.inputSize(), 0);
        for (int line = from * shape.outputHeight(); line < to * shape.outputHeight(); line++) {
            int example = line / shape.outputHeight();
            int i = line % shape.outputHeight();
            int in = dxo + example * shape.inputSize();
            int out = dyo + example * shape.outputSize();
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
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            FloatVector g = FloatVector.fromArray(SPECIES, dy, out + c).div(count);
            for (int a = 0; a < rows; a++) {
                int cell = in + a * rowStep + c;
                for (int b = 0; b < columns; b++) {
                    FloatVector.fromArray(SPECIES, dx, cell).add(g).intoArray(dx, cell);
                    cell += columnStep;
                }
            }
        }
        if (c < channels) {
            spreadLast(dy, out + c, dx, in + c, rows, columns, rowStep, columnStep, channels - c, count);
        }
    }

    /// The same of the channels behind the last whole vector.
    private static void spreadLast(
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
        VectorMask<Float> mask = SPECIES.indexInRange(0, channels);
        FloatVector g = FloatVector.fromArray(SPECIES, dy, out, mask).div(count);
        for (int a = 0; a < rows; a++) {
            int cell = in + a * rowStep;
            for (int b = 0; b < columns; b++) {
                FloatVector.fromArray(SPECIES, dx, cell, mask).add(g).intoArray(dx, cell, mask);
                cell += columnStep;
            }
        }
    }

    static void globalMax(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Positions shape, int from, int to) {
        int channels = shape.channels();
        for (int example = from; example < to; example++) {
            int at = shape.at(example);
            int out = dyo + example * channels;
            put(dy, out, x, xo + at, dx, dxo + at, 1, shape.positions(), 0, channels);
        }
    }
}
