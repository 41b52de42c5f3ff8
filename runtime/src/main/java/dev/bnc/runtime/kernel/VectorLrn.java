package dev.bnc.runtime.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Local response normalization with the window's sum taken over shifted vectors. Rows are worked on in a scratch
/// row with zeros on either side, as wide as a window reaches and rounded up to whole vectors.
final class VectorLrn {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int SQUARES = 0;
    private static final int LOGS = 1;
    private static final int SHARES = 2;

    private VectorLrn() {}

    static void lrn(float[] x, int xo, float[] y, int yo, LrnShape shape, int from, int to) {
        int channels = shape.channels();
        float[] logs = Scratch.ofThread().floats(LOGS, padded(shape));
        for (int row = from; row < to; row++) {
            int at = row * channels;
            logarithms(x, xo + at, shape, logs);
            for (int c = 0; c < channels; c += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                FloatVector power =
                        VectorMath.exp(FloatVector.fromArray(SPECIES, logs, c).mul(-shape.beta()));
                FloatVector.fromArray(SPECIES, x, xo + at + c, mask).mul(power).intoArray(y, yo + at + c, mask);
            }
        }
    }

    private static int padded(LrnShape shape) {
        return Math.ceilDiv(shape.channels(), LANES) * LANES + shape.size();
    }

    /// Logarithms of the bases: `log(k + alpha / size * sum of squares over the window)`.
    private static void logarithms(float[] x, int at, LrnShape shape, float[] logs) {
        int channels = shape.channels();
        float[] squares = Scratch.ofThread().floats(SQUARES, padded(shape));
        Arrays.fill(squares, 0, padded(shape), 0);
        int before = (shape.size() - 1) / 2;
        for (int c = 0; c < channels; c++) {
            squares[before + c] = x[at + c] * x[at + c];
        }
        float factor = shape.alpha() / shape.size();
        for (int c = 0; c < channels; c += LANES) {
            FloatVector base = windowSum(squares, c, shape.size()).mul(factor).add(shape.k());
            VectorMath.log(base).intoArray(logs, c);
        }
    }

    private static FloatVector windowSum(float[] values, int at, int size) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < size; i++) {
            sum = sum.add(FloatVector.fromArray(SPECIES, values, at + i));
        }
        return sum;
    }

    static void gradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, LrnShape shape, int from, int to) {
        int channels = shape.channels();
        Scratch scratch = Scratch.ofThread();
        float[] logs = scratch.floats(LOGS, padded(shape));
        float[] shares = scratch.floats(SHARES, padded(shape));
        float factor = -2 * shape.alpha() * shape.beta() / shape.size();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            logarithms(x, xo + at, shape, logs);
            shares(dy, dyo + at, x, xo + at, logs, shape, shares);
            for (int c = 0; c < channels; c += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                FloatVector power =
                        VectorMath.exp(FloatVector.fromArray(SPECIES, logs, c).mul(-shape.beta()));
                FloatVector others = windowSum(shares, c, shape.size()).mul(factor);
                FloatVector own =
                        FloatVector.fromArray(SPECIES, dy, dyo + at + c, mask).mul(power);
                FloatVector.fromArray(SPECIES, x, xo + at + c, mask)
                        .fma(others, own)
                        .intoArray(dx, dxo + at + c, mask);
            }
        }
    }

    /// `dy x / base^(beta + 1)`, so placed that the window of the transposed sum starts at its own channel.
    private static void shares(float[] dy, int dyo, float[] x, int xo, float[] logs, LrnShape shape, float[] shares) {
        int channels = shape.channels();
        Arrays.fill(shares, 0, padded(shape), 0);
        int before = shape.size() / 2;
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector power =
                    VectorMath.exp(FloatVector.fromArray(SPECIES, logs, c).mul(-(shape.beta() + 1)));
            FloatVector.fromArray(SPECIES, dy, dyo + c, mask)
                    .mul(FloatVector.fromArray(SPECIES, x, xo + c, mask))
                    .mul(power)
                    .intoArray(shares, before + c, mask);
        }
    }
}
