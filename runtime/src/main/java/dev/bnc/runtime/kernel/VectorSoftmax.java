package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Softmax and what is built on it, a vector of channels at a time, the last one under a mask.
final class VectorSoftmax {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorSoftmax() {}

    static void softmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            float most = largest(x, xo + at, channels);
            double sum = exponentials(x, xo + at, y, yo + at, channels, most);
            scale(y, yo + at, channels, (float) (1 / sum));
        }
    }

    static void softmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            float dot = (float) dot(dy, dyo + at, y, yo + at, channels);
            for (int c = 0; c < channels; c += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                FloatVector g = FloatVector.fromArray(SPECIES, dy, dyo + at + c, mask);
                FloatVector p = FloatVector.fromArray(SPECIES, y, yo + at + c, mask);
                p.mul(g.sub(dot)).intoArray(dx, dxo + at + c, mask);
            }
        }
    }

    static void logSoftmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            float most = largest(x, xo + at, channels);
            float log = ScalarMath.log((float) sumOfExponentials(x, xo + at, channels, most));
            for (int c = 0; c < channels; c += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                FloatVector v = FloatVector.fromArray(SPECIES, x, xo + at + c, mask);
                v.sub(most).sub(log).intoArray(y, yo + at + c, mask);
            }
        }
    }

    static void logSoftmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            float sum = (float) VectorSums.total(dy, dyo + at, channels);
            for (int c = 0; c < channels; c += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                FloatVector g = FloatVector.fromArray(SPECIES, dy, dyo + at + c, mask);
                FloatVector l = FloatVector.fromArray(SPECIES, y, yo + at + c, mask);
                g.sub(VectorMath.exp(l).mul(sum)).intoArray(dx, dxo + at + c, mask);
            }
        }
    }

    static void crossEntropyPartial(
            float[] logits, int xo, float[] labels, int lo, float[] partials, int po, Rows shape, int chunk) {
        int channels = shape.channels();
        int end = shape.endRow(chunk);
        double sum = 0;
        for (int row = shape.firstRow(chunk); row < end; row++) {
            int at = xo + row * channels;
            float most = largest(logits, at, channels);
            float chosen = logits[at + Labels.at(labels, lo, row, shape)];
            double log = ScalarMath.log((float) sumOfExponentials(logits, at, channels, most));
            sum += log + most - chosen;
        }
        Partials.put(partials, po, 1, chunk, 0, sum);
    }

    private static float largest(float[] x, int at, int channels) {
        FloatVector none = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector most = none;
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            most = most.max(none.blend(FloatVector.fromArray(SPECIES, x, at + c, mask), mask));
        }
        return most.reduceLanes(VectorOperators.MAX);
    }

    /// `y = exp(x - most)`, and the sum of them.
    private static double exponentials(float[] x, int at, float[] y, int yo, int channels, float most) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector e = VectorMath.exp(
                    FloatVector.fromArray(SPECIES, x, at + c, mask).sub(most));
            e.intoArray(y, yo + c, mask);
            sum = sum.lanewise(VectorOperators.ADD, e, mask);
        }
        float[] lanes = Scratch.ofThread().lanes();
        sum.intoArray(lanes, 0);
        return inOrder(lanes);
    }

    private static double sumOfExponentials(float[] x, int at, int channels, float most) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector e = VectorMath.exp(
                    FloatVector.fromArray(SPECIES, x, at + c, mask).sub(most));
            sum = sum.lanewise(VectorOperators.ADD, e, mask);
        }
        float[] lanes = Scratch.ofThread().lanes();
        sum.intoArray(lanes, 0);
        return inOrder(lanes);
    }

    private static double dot(float[] a, int ao, float[] b, int bo, int channels) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector left = FloatVector.fromArray(SPECIES, a, ao + c, mask);
            sum = left.fma(FloatVector.fromArray(SPECIES, b, bo + c, mask), sum);
        }
        float[] lanes = Scratch.ofThread().lanes();
        sum.intoArray(lanes, 0);
        return inOrder(lanes);
    }

    private static void scale(float[] y, int yo, int channels, float factor) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector.fromArray(SPECIES, y, yo + c, mask).mul(factor).intoArray(y, yo + c, mask);
        }
    }

    /// The sum of the lanes from first to last: an order the Vector API does not promise.
    ///
    /// Takes an array, since HotSpot may refuse to inline this, and a vector handed over would then be a new
    /// object.
    private static double inOrder(float[] lanes) {
        double sum = 0;
        for (int i = 0; i < LANES; i++) {
            sum += lanes[i];
        }
        return sum;
    }
}
