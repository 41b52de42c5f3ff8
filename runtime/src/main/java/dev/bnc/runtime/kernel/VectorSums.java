package dev.bnc.runtime.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Sums down the columns of a matrix: the loops under all statistics.
///
/// Plain sums are taken in double. Of products, a stretch of rows is summed in float, four vectors of channels
/// abreast, then added in double. Lanes are never added to each other by the Vector API, which leaves the order
/// open.
final class VectorSums {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int WIDE = 4 * LANES;

    /// Vectors of half the width, each of which becomes a full vector of doubles.
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));

    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int HALF = DOUBLES.length();

    /// Rows summed in float. The error of such a sum is at most this many half units in the last place.
    private static final int STRETCH = 64;

    private VectorSums() {}

    /// Adds the sums of `x [rows, channels]` to `sums`. In double all the way: a mean that is large against the
    /// deviations, and sums of terms that cancel, would lose too much in float.
    static void add(float[] x, int xo, int rows, int channels, double[] sums) {
        for (int row = 0; row < rows; row += STRETCH) {
            addStretch(x, xo + row * channels, Math.min(STRETCH, rows - row), channels, sums);
        }
    }

    /// Rows that stay in a cache while their columns pass.
    private static void addStretch(float[] x, int xo, int rows, int channels, double[] sums) {
        int c = 0;
        for (; c + 4 * HALF <= channels; c += 4 * HALF) {
            sumWide(x, xo + c, channels, rows, sums, c);
        }
        for (; c < channels; c += HALF) {
            sumNarrow(x, xo + c, channels, rows, Math.min(HALF, channels - c), sums, c);
        }
    }

    private static void sumWide(float[] x, int at, int stride, int rows, double[] sums, int c) {
        DoubleVector s0 = DoubleVector.fromArray(DOUBLES, sums, c);
        DoubleVector s1 = DoubleVector.fromArray(DOUBLES, sums, c + HALF);
        DoubleVector s2 = DoubleVector.fromArray(DOUBLES, sums, c + 2 * HALF);
        DoubleVector s3 = DoubleVector.fromArray(DOUBLES, sums, c + 3 * HALF);
        for (int row = 0; row < rows; row++) {
            int i = at + row * stride;
            s0 = s0.add(asDoubles(FloatVector.fromArray(FLOATS, x, i)));
            s1 = s1.add(asDoubles(FloatVector.fromArray(FLOATS, x, i + HALF)));
            s2 = s2.add(asDoubles(FloatVector.fromArray(FLOATS, x, i + 2 * HALF)));
            s3 = s3.add(asDoubles(FloatVector.fromArray(FLOATS, x, i + 3 * HALF)));
        }
        s0.intoArray(sums, c);
        s1.intoArray(sums, c + HALF);
        s2.intoArray(sums, c + 2 * HALF);
        s3.intoArray(sums, c + 3 * HALF);
    }

    private static void sumNarrow(float[] x, int at, int stride, int rows, int channels, double[] sums, int c) {
        VectorMask<Float> mask = FLOATS.indexInRange(0, channels);
        VectorMask<Double> wide = DOUBLES.indexInRange(0, channels);
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, c, wide);
        for (int row = 0; row < rows; row++) {
            sum = sum.add(asDoubles(FloatVector.fromArray(FLOATS, x, at + row * stride, mask)));
        }
        sum.intoArray(sums, c, wide);
    }

    private static DoubleVector asDoubles(FloatVector x) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    private static void store(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, float[] lanes) {
        s0.intoArray(lanes, 0);
        s1.intoArray(lanes, LANES);
        s2.intoArray(lanes, 2 * LANES);
        s3.intoArray(lanes, 3 * LANES);
    }

    /// Adds the sums of `(x - mean)^2` to `sums`, with `mean [channels]`.
    static void addSquares(float[] x, int xo, float[] mean, int mo, int rows, int channels, double[] sums) {
        float[] lanes = Scratch.ofThread().lanes();
        for (int row = 0; row < rows; row += STRETCH) {
            int count = Math.min(STRETCH, rows - row);
            int at = xo + row * channels;
            int c = 0;
            for (; c + WIDE <= channels; c += WIDE) {
                squaresWide(x, at + c, mean, mo + c, channels, count, lanes);
                addLanes(lanes, WIDE, sums, c);
            }
            for (; c < channels; c += LANES) {
                int left = Math.min(LANES, channels - c);
                squaresNarrow(x, at + c, mean, mo + c, channels, count, left, lanes);
                addLanes(lanes, left, sums, c);
            }
        }
    }

    /// Adds the sums of `dy * (x - mean)` to `sums`.
    static void addProducts(
            float[] dy, int dyo, float[] x, int xo, float[] mean, int mo, int rows, int channels, double[] sums) {
        float[] lanes = Scratch.ofThread().lanes();
        for (int row = 0; row < rows; row += STRETCH) {
            int count = Math.min(STRETCH, rows - row);
            int at = row * channels;
            int c = 0;
            for (; c + WIDE <= channels; c += WIDE) {
                productsWide(dy, dyo + at + c, x, xo + at + c, mean, mo + c, channels, count, lanes);
                addLanes(lanes, WIDE, sums, c);
            }
            for (; c < channels; c += LANES) {
                int left = Math.min(LANES, channels - c);
                productsNarrow(dy, dyo + at + c, x, xo + at + c, mean, mo + c, channels, count, left, lanes);
                addLanes(lanes, left, sums, c);
            }
        }
    }

    private static void addLanes(float[] lanes, int count, double[] sums, int c) {
        for (int i = 0; i < count; i++) {
            sums[c + i] += lanes[i];
        }
    }

    private static void squaresWide(float[] x, int at, float[] mean, int mo, int stride, int rows, float[] lanes) {
        FloatVector m0 = FloatVector.fromArray(SPECIES, mean, mo);
        FloatVector m1 = FloatVector.fromArray(SPECIES, mean, mo + LANES);
        FloatVector m2 = FloatVector.fromArray(SPECIES, mean, mo + 2 * LANES);
        FloatVector m3 = FloatVector.fromArray(SPECIES, mean, mo + 3 * LANES);
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int row = 0; row < rows; row++) {
            int i = at + row * stride;
            FloatVector d0 = FloatVector.fromArray(SPECIES, x, i).sub(m0);
            FloatVector d1 = FloatVector.fromArray(SPECIES, x, i + LANES).sub(m1);
            FloatVector d2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES).sub(m2);
            FloatVector d3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES).sub(m3);
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            s3 = d3.fma(d3, s3);
        }
        store(s0, s1, s2, s3, lanes);
    }

    private static void squaresNarrow(
            float[] x, int at, float[] mean, int mo, int stride, int rows, int channels, float[] lanes) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, channels);
        FloatVector m = FloatVector.fromArray(SPECIES, mean, mo, mask);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            FloatVector d =
                    FloatVector.fromArray(SPECIES, x, at + row * stride, mask).sub(m);
            sum = d.fma(d, sum);
        }
        sum.intoArray(lanes, 0);
    }

    private static void productsWide(
            float[] dy, int dyo, float[] x, int xo, float[] mean, int mo, int stride, int rows, float[] lanes) {
        FloatVector m0 = FloatVector.fromArray(SPECIES, mean, mo);
        FloatVector m1 = FloatVector.fromArray(SPECIES, mean, mo + LANES);
        FloatVector m2 = FloatVector.fromArray(SPECIES, mean, mo + 2 * LANES);
        FloatVector m3 = FloatVector.fromArray(SPECIES, mean, mo + 3 * LANES);
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int row = 0; row < rows; row++) {
            int i = xo + row * stride;
            int j = dyo + row * stride;
            s0 = product(dy, j, x, i, m0, s0);
            s1 = product(dy, j + LANES, x, i + LANES, m1, s1);
            s2 = product(dy, j + 2 * LANES, x, i + 2 * LANES, m2, s2);
            s3 = product(dy, j + 3 * LANES, x, i + 3 * LANES, m3, s3);
        }
        store(s0, s1, s2, s3, lanes);
    }

    private static FloatVector product(float[] dy, int j, float[] x, int i, FloatVector mean, FloatVector sum) {
        return FloatVector.fromArray(SPECIES, x, i).sub(mean).fma(FloatVector.fromArray(SPECIES, dy, j), sum);
    }

    private static void productsNarrow(
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] mean,
            int mo,
            int stride,
            int rows,
            int channels,
            float[] lanes) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, channels);
        FloatVector m = FloatVector.fromArray(SPECIES, mean, mo, mask);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            FloatVector d =
                    FloatVector.fromArray(SPECIES, x, xo + row * stride, mask).sub(m);
            sum = d.fma(FloatVector.fromArray(SPECIES, dy, dyo + row * stride, mask), sum);
        }
        sum.intoArray(lanes, 0);
    }

    /// The sum of `count` floats.
    static double total(float[] x, int at, int count) {
        double[] lanes = Scratch.ofThread().doubleLanes();
        int whole = count - count % (4 * HALF);
        totalWide(x, at, whole, lanes);
        return inOrder(lanes) + rest(x, at + whole, count - whole);
    }

    private static double rest(float[] x, int at, int count) {
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static double inOrder(double[] lanes) {
        double sum = 0;
        for (double lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    private static void totalWide(float[] x, int at, int count, double[] lanes) {
        DoubleVector s0 = DoubleVector.zero(DOUBLES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int i = at; i < at + count; i += 4 * HALF) {
            s0 = s0.add(asDoubles(FloatVector.fromArray(FLOATS, x, i)));
            s1 = s1.add(asDoubles(FloatVector.fromArray(FLOATS, x, i + HALF)));
            s2 = s2.add(asDoubles(FloatVector.fromArray(FLOATS, x, i + 2 * HALF)));
            s3 = s3.add(asDoubles(FloatVector.fromArray(FLOATS, x, i + 3 * HALF)));
        }
        store(s0, s1, s2, s3, lanes);
    }

    /// The sum of the squares of `count` floats.
    static double totalOfSquares(float[] x, int at, int count) {
        double[] lanes = Scratch.ofThread().doubleLanes();
        int whole = count - count % (4 * HALF);
        squaresTotalWide(x, at, whole, lanes);
        double sum = inOrder(lanes);
        for (int i = at + whole; i < at + count; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    private static void squaresTotalWide(float[] x, int at, int count, double[] lanes) {
        DoubleVector s0 = DoubleVector.zero(DOUBLES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int i = at; i < at + count; i += 4 * HALF) {
            s0 = square(x, i, s0);
            s1 = square(x, i + HALF, s1);
            s2 = square(x, i + 2 * HALF, s2);
            s3 = square(x, i + 3 * HALF, s3);
        }
        store(s0, s1, s2, s3, lanes);
    }

    private static DoubleVector square(float[] x, int i, DoubleVector sum) {
        DoubleVector v = asDoubles(FloatVector.fromArray(FLOATS, x, i));
        return v.fma(v, sum);
    }

    private static void store(DoubleVector s0, DoubleVector s1, DoubleVector s2, DoubleVector s3, double[] lanes) {
        s0.intoArray(lanes, 0);
        s1.intoArray(lanes, HALF);
        s2.intoArray(lanes, 2 * HALF);
        s3.intoArray(lanes, 3 * HALF);
    }
}
