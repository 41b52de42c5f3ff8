package dev.bnc.runtime.kernel;

import static dev.bnc.runtime.kernel.Implementations.CHANNELS;
import static dev.bnc.runtime.kernel.Implementations.OFFSET;
import static dev.bnc.runtime.kernel.Implementations.assertRoom;
import static dev.bnc.runtime.kernel.Implementations.room;
import static dev.bnc.runtime.kernel.Implementations.shifted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sums, means and variances against plain loops in double.
class StatisticsKernelsTest {
    /// Some hundred additions in float, then double: a few units in the last place of the largest sum.
    private static final double SUM = 1e-6;

    private static final int[] ROWS = {1, 2, 60, 700, 3000};

    static Stream<Kernels> kernels() {
        return Implementations.all();
    }

    private interface Partial {
        void run(float[] partials, int po, int chunk);
    }

    /// Runs all chunks, last one first, each into its place of a guarded workspace.
    private static float[] partials(Partials shape, Partial partial) {
        float[] workspace = room(shape.size());
        for (int chunk = shape.chunks() - 1; chunk >= 0; chunk--) {
            partial.run(workspace, OFFSET, chunk);
        }
        Numbers.assertGuarded("workspace", workspace, OFFSET, shape.size());
        return workspace;
    }

    private static double[] sums(float[] x, Rows s) {
        double[] sums = new double[s.channels()];
        for (int i = 0; i < s.size(); i++) {
            sums[i % s.channels()] += x[i];
        }
        return sums;
    }

    private static double[] over(double[] x, double divisor) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] / divisor;
        }
        return y;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sumsChannels(Kernels kernels) {
        for (int rows : ROWS) {
            for (int channels : CHANNELS) {
                Rows s = new Rows(rows, channels);
                float[] x = Numbers.normal(s.size(), 1);
                float[] in = shifted(x);
                float[] partials = partials(
                        s.partials(), (p, po, chunk) -> kernels.channelSumPartial(in, OFFSET, p, po, s, chunk));
                float[] sum = room(channels);
                kernels.combineSum(partials, OFFSET, sum, OFFSET, s.partials());
                assertRoom("sum " + s, sum, sums(x, s), SUM);
                float[] mean = room(channels);
                kernels.combineMean(partials, OFFSET, mean, OFFSET, s.partials(), rows);
                assertRoom("mean " + s, mean, over(sums(x, s), rows), SUM);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void meanAndVarianceSurviveALargeMean(Kernels kernels) {
        // One unit in the last place of 1e4 is 1e-3: the mean cannot be nearer than half of that, nor the data; the
        // variance suffers the mean's error squared and the data's averaged.
        double meanTolerance = 6e-4;
        double varianceTolerance = 1e-4;
        for (int rows : new int[] {60, 5000, 40000}) {
            Rows s = new Rows(rows, 19);
            float[] x = Numbers.normal(s.size(), 3, 1e4, 1);
            double[] mean = over(sums(x, s), rows);
            double[] variance = new double[19];
            for (int i = 0; i < s.size(); i++) {
                variance[i % 19] += Math.pow(x[i] - mean[i % 19], 2) / rows;
            }
            float[] workspace =
                    partials(s.partials(), (p, po, chunk) -> kernels.channelSumPartial(x, 0, p, po, s, chunk));
            float[] actualMean = new float[19];
            kernels.combineMean(workspace, OFFSET, actualMean, 0, s.partials(), rows);
            float[] actual = new float[19];
            workspace = partials(
                    s.partials(),
                    (p, po, chunk) -> kernels.channelVariancePartial(x, 0, actualMean, 0, p, po, s, chunk));
            kernels.combineMean(workspace, OFFSET, actual, 0, s.partials(), rows);
            for (int c = 0; c < 19; c++) {
                assertThat(Math.abs(actualMean[c] - mean[c])).isLessThan(meanTolerance);
                assertThat(Math.abs(actual[c] - variance[c])).isLessThan(varianceTolerance);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void takesVariances(Kernels kernels) {
        for (int rows : ROWS) {
            for (int channels : CHANNELS) {
                Rows s = new Rows(rows, channels);
                float[] x = Numbers.normal(s.size(), 1);
                float[] mean = Numbers.normal(channels, 2);
                double[] expected = new double[channels];
                for (int i = 0; i < s.size(); i++) {
                    expected[i % channels] += Math.pow((double) x[i] - mean[i % channels], 2) / rows;
                }
                float[] partials = partials(
                        s.partials(),
                        (p, po, chunk) -> kernels.channelVariancePartial(
                                shifted(x), OFFSET, shifted(mean), OFFSET, p, po, s, chunk));
                float[] variance = room(channels);
                kernels.combineMean(partials, OFFSET, variance, OFFSET, s.partials(), rows);
                assertRoom("variance " + s, variance, expected, SUM);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void takesScaleGradients(Kernels kernels) {
        float eps = 0.1f;
        for (int rows : ROWS) {
            for (int channels : CHANNELS) {
                Rows s = new Rows(rows, channels);
                float[] x = Numbers.normal(s.size(), 1);
                float[] dy = Numbers.normal(s.size(), 5, 1, 1);
                float[] mean = Numbers.normal(channels, 2, -1, 1);
                float[] variance = Numbers.normal(channels, 3, 9, 1);
                double[] expected = new double[channels];
                for (int i = 0; i < s.size(); i++) {
                    int c = i % channels;
                    expected[c] += dy[i] * ((double) x[i] - mean[c]) / Math.sqrt((double) variance[c] + eps);
                }
                float[] partials = partials(
                        s.partials(),
                        (p, po, chunk) -> kernels.scaleGradientPartial(
                                shifted(dy), OFFSET, shifted(x), OFFSET, shifted(mean), OFFSET, p, po, s, chunk));
                float[] y = room(channels);
                kernels.combineScaleGradient(partials, OFFSET, shifted(variance), OFFSET, y, OFFSET, s.partials(), eps);
                assertRoom("scale gradient " + s, y, expected, 5 * SUM);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sumsEverything(Kernels kernels) {
        for (int count : new int[] {1, 5, 31, 64, 65, 1000, 16384, 16385, 50_001, 1_500_000}) {
            Elements s = new Elements(count);
            float[] x = Numbers.normal(count, 4, 0.5, 1);
            double sum = 0;
            double squares = 0;
            for (float v : x) {
                sum += v;
                squares += (double) v * v;
            }
            float[] in = shifted(x);
            float[] y = room(1);
            float[] partials =
                    partials(s.partials(), (p, po, chunk) -> kernels.sumPartial(in, OFFSET, p, po, s, chunk));
            kernels.combineSum(partials, OFFSET, y, OFFSET, s.partials());
            assertRoom("sum of " + count, y, new double[] {sum}, SUM);
            partials =
                    partials(s.partials(), (p, po, chunk) -> kernels.sumOfSquaresPartial(in, OFFSET, p, po, s, chunk));
            kernels.combineSum(partials, OFFSET, y, OFFSET, s.partials());
            assertRoom("squares of " + count, y, new double[] {squares}, SUM);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void infinitiesAndNanReachTheResult(Kernels kernels) {
        Rows s = new Rows(40, 3);
        float[] x = Numbers.normal(s.size(), 1);
        x[30] = Float.POSITIVE_INFINITY;
        x[61] = Float.NaN;
        float[] partials = partials(s.partials(), (p, po, chunk) -> kernels.channelSumPartial(x, 0, p, po, s, chunk));
        float[] y = new float[3];
        kernels.combineSum(partials, OFFSET, y, 0, s.partials());
        assertThat(y[0]).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(y[1]).isNaN();
        assertThat(y[2]).isFinite();
    }
}
