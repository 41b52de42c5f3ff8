package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Group normalization by channel sums, whatever the size of a group: statistics of the channels are put together
/// to those of the groups, and what is left to do is a multiply-add with coefficients per channel.
final class VectorGroupNorm {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int MEAN = 0;
    private static final int SCALE = 1;
    private static final int FACTOR = 2;
    private static final int SHIFT = 3;
    private static final int SLOPE = 4;

    private VectorGroupNorm() {}

    static void groupNorm(
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] beta,
            int bo,
            float[] y,
            int yo,
            GroupShape shape,
            float eps,
            int from,
            int to) {
        int channels = shape.channels();
        Scratch scratch = Scratch.ofThread();
        float[] factor = scratch.floats(FACTOR, channels);
        float[] shift = scratch.floats(SHIFT, channels);
        for (int example = from; example < to; example++) {
            int at = shape.at(example);
            statistics(x, xo + at, shape, eps, scratch);
            float[] mean = scratch.floats(MEAN, channels);
            float[] scale = scratch.floats(SCALE, channels);
            for (int c = 0; c < channels; c++) {
                factor[c] = go < 0 ? scale[c] : scale[c] * gamma[go + c];
                shift[c] = bo < 0 ? 0 : beta[bo + c];
            }
            for (int p = 0; p < shape.positions(); p++) {
                int i = at + p * channels;
                normalize(x, xo + i, mean, factor, shift, y, yo + i, channels);
            }
        }
    }

    private static void normalize(
            float[] x, int xo, float[] mean, float[] factor, float[] shift, float[] y, int yo, int channels) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector.fromArray(SPECIES, x, xo + c, mask)
                    .sub(FloatVector.fromArray(SPECIES, mean, c, mask))
                    .fma(
                            FloatVector.fromArray(SPECIES, factor, c, mask),
                            FloatVector.fromArray(SPECIES, shift, c, mask))
                    .intoArray(y, yo + c, mask);
        }
    }

    /// Mean and `1 / sqrt(variance + eps)` of each channel's group.
    private static void statistics(float[] x, int at, GroupShape shape, float eps, Scratch scratch) {
        int channels = shape.channels();
        float[] mean = scratch.floats(MEAN, channels);
        float[] scale = scratch.floats(SCALE, channels);
        double[] sums = scratch.zeros(0, channels);
        VectorSums.add(x, at, shape.positions(), channels, sums);
        for (int first = 0; first < channels; first += shape.groupChannels()) {
            double sum = groupSum(sums, first, shape);
            fillGroup(mean, first, shape, (float) (sum / shape.groupSize()));
        }
        double[] squares = scratch.zeros(0, channels);
        VectorSums.addSquares(x, at, mean, 0, shape.positions(), channels, squares);
        for (int first = 0; first < channels; first += shape.groupChannels()) {
            double variance = groupSum(squares, first, shape) / shape.groupSize();
            fillGroup(scale, first, shape, (float) (1 / Math.sqrt(variance + eps)));
        }
    }

    /// The sum of a group's channels, in four sums that do not wait for each other.
    private static double groupSum(double[] sums, int first, GroupShape shape) {
        int end = first + shape.groupChannels();
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int c = first;
        for (; c + 4 <= end; c += 4) {
            s0 += sums[c];
            s1 += sums[c + 1];
            s2 += sums[c + 2];
            s3 += sums[c + 3];
        }
        for (; c < end; c++) {
            s0 += sums[c];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static void fillGroup(float[] values, int first, GroupShape shape, float value) {
        for (int c = first; c < first + shape.groupChannels(); c++) {
            values[c] = value;
        }
    }

    static void gradient(
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] dx,
            int dxo,
            GroupShape shape,
            float eps,
            int from,
            int to) {
        int channels = shape.channels();
        Scratch scratch = Scratch.ofThread();
        for (int example = from; example < to; example++) {
            int at = shape.at(example);
            statistics(x, xo + at, shape, eps, scratch);
            gradientCoefficients(dy, dyo + at, x, xo + at, gamma, go, shape, scratch);
            for (int p = 0; p < shape.positions(); p++) {
                int i = at + p * channels;
                combine(dy, dyo + i, x, xo + i, scratch, dx, dxo + i, channels);
            }
        }
    }

    /// With the sums `s` of `gamma dy` and `t` of `gamma dy (x - mean)` over a group of `m`:
    /// `dx = scale gamma dy - scale s / m - scale^3 t / m (x - mean)`.
    private static void gradientCoefficients(
            float[] dy, int dyo, float[] x, int xo, float[] gamma, int go, GroupShape shape, Scratch scratch) {
        int channels = shape.channels();
        float[] mean = scratch.floats(MEAN, channels);
        float[] scale = scratch.floats(SCALE, channels);
        float[] factor = scratch.floats(FACTOR, channels);
        float[] shift = scratch.floats(SHIFT, channels);
        float[] slope = scratch.floats(SLOPE, channels);
        double[] sums = scratch.zeros(0, channels);
        double[] dots = scratch.zeros(1, channels);
        VectorSums.add(dy, dyo, shape.positions(), channels, sums);
        VectorSums.addProducts(dy, dyo, x, xo, mean, 0, shape.positions(), channels, dots);
        for (int c = 0; c < channels; c++) {
            float g = go < 0 ? 1 : gamma[go + c];
            factor[c] = scale[c] * g;
            sums[c] *= g;
            dots[c] *= g;
        }
        for (int first = 0; first < channels; first += shape.groupChannels()) {
            double deviation = scale[first];
            double sum = groupSum(sums, first, shape) / shape.groupSize();
            double dot = groupSum(dots, first, shape) / shape.groupSize();
            fillGroup(shift, first, shape, (float) (-deviation * sum));
            fillGroup(slope, first, shape, (float) (-deviation * deviation * deviation * dot));
        }
    }

    private static void combine(
            float[] dy, int dyo, float[] x, int xo, Scratch scratch, float[] dx, int dxo, int channels) {
        float[] mean = scratch.floats(MEAN, channels);
        float[] factor = scratch.floats(FACTOR, channels);
        float[] shift = scratch.floats(SHIFT, channels);
        float[] slope = scratch.floats(SLOPE, channels);
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector deviation =
                    FloatVector.fromArray(SPECIES, x, xo + c, mask).sub(FloatVector.fromArray(SPECIES, mean, c, mask));
            FloatVector rest = deviation.fma(
                    FloatVector.fromArray(SPECIES, slope, c, mask), FloatVector.fromArray(SPECIES, shift, c, mask));
            FloatVector.fromArray(SPECIES, dy, dyo + c, mask)
                    .fma(FloatVector.fromArray(SPECIES, factor, c, mask), rest)
                    .intoArray(dx, dxo + c, mask);
        }
    }

    static void scaleGradientPartial(
            float[] dy, int dyo, float[] x, int xo, float[] partials, int po, GroupShape shape, float eps, int chunk) {
        int channels = shape.channels();
        Chunks examples = shape.chunks();
        Scratch scratch = Scratch.ofThread();
        double[] total = scratch.zeros(1, channels);
        for (int example = examples.from(chunk); example < examples.to(chunk); example++) {
            int at = shape.at(example);
            statistics(x, xo + at, shape, eps, scratch);
            float[] mean = scratch.floats(MEAN, channels);
            float[] scale = scratch.floats(SCALE, channels);
            double[] dots = scratch.zeros(0, channels);
            VectorSums.addProducts(dy, dyo + at, x, xo + at, mean, 0, shape.positions(), channels, dots);
            for (int c = 0; c < channels; c++) {
                total[c] += dots[c] * scale[c];
            }
        }
        for (int c = 0; c < channels; c++) {
            Partials.put(partials, po, shape.channels(), chunk, c, total[c]);
        }
    }
}
