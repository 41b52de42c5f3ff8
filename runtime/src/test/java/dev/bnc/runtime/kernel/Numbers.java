package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

/// Seeded numbers for tests, and comparison with a tolerance.
final class Numbers {
    private Numbers() {}

    /// Gaussian numbers.
    static float[] normal(int count, long seed) {
        return normal(count, seed, 0, 1);
    }

    static float[] normal(int count, long seed, double mean, double deviation) {
        Random random = new Random(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return x;
    }

    /// Whole numbers below `classes`.
    static float[] labels(int count, int classes, long seed) {
        Random random = new Random(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = random.nextInt(classes);
        }
        return x;
    }

    /// Asserts that `count` floats from `offset` are as expected, to `tolerance` times the largest one expected.
    static void assertClose(String what, float[] actual, int offset, double[] expected, double tolerance) {
        double largest = 1e-30;
        for (double e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[offset + i] - expected[i]);
            assertThat(error <= tolerance * largest)
                    .as("%s: element %d is %s, expected %s", what, i, actual[offset + i], expected[i])
                    .isTrue();
        }
    }

    /// Asserts that nothing was written outside `[offset, offset + count)` of an array filled with [#guard].
    static void assertGuarded(String what, float[] actual, int offset, int count) {
        for (int i = 0; i < actual.length; i++) {
            if (i < offset || i >= offset + count) {
                assertThat(Float.floatToRawIntBits(actual[i]))
                        .as("%s: written outside, at %d of [%d, %d)", what, i, offset, offset + count)
                        .isEqualTo(Float.floatToRawIntBits(GUARD));
            }
        }
    }

    private static final float GUARD = Float.intBitsToFloat(0x7fc12345);

    /// An array whose every element says that nobody wrote it.
    static float[] guard(int size) {
        float[] x = new float[size];
        java.util.Arrays.fill(x, GUARD);
        return x;
    }
}
