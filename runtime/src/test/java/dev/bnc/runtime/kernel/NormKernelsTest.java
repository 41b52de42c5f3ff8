package dev.bnc.runtime.kernel;

import static dev.bnc.runtime.kernel.Implementations.OFFSET;
import static dev.bnc.runtime.kernel.Implementations.assertRoom;
import static dev.bnc.runtime.kernel.Implementations.inPieces;
import static dev.bnc.runtime.kernel.Implementations.room;
import static dev.bnc.runtime.kernel.Implementations.shifted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Group and local response normalization against plain loops in double.
class NormKernelsTest {
    /// Statistics rounded to float, then a few operations.
    private static final double NORMALIZED = 2e-6;

    /// A power is `exp(b log(a))`: the error of the logarithm counts `b log(a)` times.
    private static final double POWER = 4e-6;

    static Stream<Kernels> kernels() {
        return Implementations.all();
    }

    private static List<GroupShape> groups() {
        return List.of(
                new GroupShape(3, 1, 33, 1),
                new GroupShape(2, 49, 12, 3),
                new GroupShape(2, 49, 7, 7),
                new GroupShape(1, 600, 34, 2),
                new GroupShape(40, 25, 100, 4));
    }

    /// Mean and `1 / sqrt(variance + eps)` of the group each element is in.
    private static double[][] statistics(float[] x, GroupShape s, double eps) {
        double[] mean = new double[s.batch() * s.groups()];
        double[] variance = new double[mean.length];
        for (int i = 0; i < x.length; i++) {
            mean[group(i, s)] += (double) x[i] / s.groupSize();
        }
        for (int i = 0; i < x.length; i++) {
            variance[group(i, s)] += Math.pow(x[i] - mean[group(i, s)], 2) / s.groupSize();
        }
        for (int g = 0; g < mean.length; g++) {
            variance[g] = 1 / Math.sqrt(variance[g] + eps);
        }
        return new double[][] {mean, variance};
    }

    private static int group(int i, GroupShape s) {
        return i / (s.positions() * s.channels()) * s.groups() + i % s.channels() / s.groupChannels();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void normalizesGroups(Kernels kernels) {
        float eps = 1e-2f;
        for (GroupShape s : groups()) {
            float[] x = Numbers.normal(s.batch() * s.positions() * s.channels(), 1, 3, 1);
            float[] gamma = Numbers.normal(s.channels(), 2);
            float[] beta = Numbers.normal(s.channels(), 3);
            double[][] of = statistics(x, s, eps);
            double[] plain = new double[x.length];
            double[] affine = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                plain[i] = (x[i] - of[0][group(i, s)]) * of[1][group(i, s)];
                affine[i] = plain[i] * gamma[i % s.channels()] + beta[i % s.channels()];
            }
            float[] y = room(x.length);
            inPieces(
                    s.batch(),
                    (from, to) -> kernels.groupNorm(
                            shifted(x),
                            OFFSET,
                            shifted(gamma),
                            OFFSET,
                            shifted(beta),
                            OFFSET,
                            y,
                            OFFSET,
                            s,
                            eps,
                            from,
                            to));
            assertRoom("group norm " + s, y, affine, NORMALIZED);
            float[] z = room(x.length);
            inPieces(
                    s.batch(),
                    (from, to) -> kernels.groupNorm(
                            shifted(x),
                            OFFSET,
                            gamma,
                            Kernels.ABSENT,
                            beta,
                            Kernels.ABSENT,
                            z,
                            OFFSET,
                            s,
                            eps,
                            from,
                            to));
            assertRoom("plain group norm " + s, z, plain, NORMALIZED);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gradientsOfGroups(Kernels kernels) {
        float eps = 1e-2f;
        for (GroupShape s : groups()) {
            float[] x = Numbers.normal(s.batch() * s.positions() * s.channels(), 1, 3, 1);
            float[] dy = Numbers.normal(x.length, 4);
            float[] gamma = Numbers.normal(s.channels(), 2);
            float[] ones = new float[s.channels()];
            java.util.Arrays.fill(ones, 1);
            float[] dx = room(x.length);
            inPieces(
                    s.batch(),
                    (from, to) -> kernels.groupNormGradient(
                            shifted(dy),
                            OFFSET,
                            shifted(x),
                            OFFSET,
                            shifted(gamma),
                            OFFSET,
                            dx,
                            OFFSET,
                            s,
                            eps,
                            from,
                            to));
            assertRoom("gradient " + s, dx, gradient(dy, x, gamma, s, eps), 2 * NORMALIZED);
            float[] dz = room(x.length);
            inPieces(
                    s.batch(),
                    (from, to) -> kernels.groupNormGradient(
                            shifted(dy),
                            OFFSET,
                            shifted(x),
                            OFFSET,
                            gamma,
                            Kernels.ABSENT,
                            dz,
                            OFFSET,
                            s,
                            eps,
                            from,
                            to));
            assertRoom("plain gradient " + s, dz, gradient(dy, x, ones, s, eps), 2 * NORMALIZED);
            float[] partials = room(s.partials().size());
            for (int chunk = 0; chunk < s.chunks().count(); chunk++) {
                kernels.groupNormScaleGradientPartial(
                        shifted(dy), OFFSET, shifted(x), OFFSET, partials, OFFSET, s, eps, chunk);
            }
            float[] dgamma = room(s.channels());
            kernels.combineSum(partials, OFFSET, dgamma, OFFSET, s.partials());
            double[][] of = statistics(x, s, eps);
            double[] expected = new double[s.channels()];
            for (int i = 0; i < x.length; i++) {
                expected[i % s.channels()] += dy[i] * (x[i] - of[0][group(i, s)]) * of[1][group(i, s)];
            }
            assertRoom("scale gradient " + s, dgamma, expected, NORMALIZED);
        }
    }

    private static double[] gradient(float[] dy, float[] x, float[] gamma, GroupShape s, double eps) {
        double[][] of = statistics(x, s, eps);
        double[] sum = new double[of[0].length];
        double[] dot = new double[of[0].length];
        double[] normal = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int g = group(i, s);
            normal[i] = (x[i] - of[0][g]) * of[1][g];
            sum[g] += (double) dy[i] * gamma[i % s.channels()] / s.groupSize();
            dot[g] += (double) dy[i] * gamma[i % s.channels()] * normal[i] / s.groupSize();
        }
        double[] dx = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int g = group(i, s);
            dx[i] = of[1][g] * ((double) dy[i] * gamma[i % s.channels()] - sum[g] - normal[i] * dot[g]);
        }
        return dx;
    }

    private static List<LrnShape> responses() {
        return List.of(
                new LrnShape(5, 33, 5, 1e-1f, 0.75f, 2),
                new LrnShape(3, 16, 4, 1, 0.5f, 1),
                new LrnShape(7, 3, 5, 0.5f, 0.75f, 1),
                new LrnShape(1, 1, 3, 1, 1, 1),
                new LrnShape(2, 40, 1, 1, 2, 1));
    }

    private static double base(float[] x, int row, int c, LrnShape s) {
        double sum = 0;
        for (int j = c - (s.size() - 1) / 2; j <= c + s.size() / 2; j++) {
            sum += j < 0 || j >= s.channels() ? 0 : Math.pow(x[row * s.channels() + j], 2);
        }
        return s.k() + (double) s.alpha() / s.size() * sum;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void normalizesResponses(Kernels kernels) {
        for (LrnShape s : responses()) {
            float[] x = Numbers.normal(s.rows() * s.channels(), 1, 0, 2);
            float[] dy = Numbers.normal(x.length, 4);
            double[] expected = new double[x.length];
            double[] gradient = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int row = i / s.channels();
                int c = i % s.channels();
                double base = base(x, row, c, s);
                expected[i] = x[i] / Math.pow(base, s.beta());
                gradient[i] += dy[i] / Math.pow(base, s.beta());
                for (int j = c - (s.size() - 1) / 2; j <= c + s.size() / 2; j++) {
                    if (j >= 0 && j < s.channels()) {
                        double slope = -2.0 * s.alpha() * s.beta() / s.size() / Math.pow(base, s.beta() + 1.0);
                        gradient[row * s.channels() + j] += dy[i] * x[i] * slope * x[row * s.channels() + j];
                    }
                }
            }
            float[] y = room(x.length);
            inPieces(s.rows(), (from, to) -> kernels.lrn(shifted(x), OFFSET, y, OFFSET, s, from, to));
            assertRoom("lrn " + s, y, expected, POWER);
            float[] dx = room(x.length);
            inPieces(
                    s.rows(),
                    (from, to) ->
                            kernels.lrnGradient(shifted(dy), OFFSET, shifted(x), OFFSET, dx, OFFSET, s, from, to));
            assertRoom("lrn gradient " + s, dx, gradient, POWER);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void layersNormalizeRightWithALargeMean(Kernels kernels) {
        GroupShape s = new GroupShape(2, 1, 4000, 1);
        float[] x = Numbers.normal(8000, 1, 1e4, 1);
        float[] y = new float[8000];
        kernels.groupNorm(x, 0, x, Kernels.ABSENT, x, Kernels.ABSENT, y, 0, s, 1e-5f, 0, 2);
        double squares = 0;
        for (float v : y) {
            squares += v * v;
        }
        assertThat(squares / 8000).isBetween(0.999, 1.001);
    }
}
