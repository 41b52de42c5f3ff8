package dev.bnc.runtime.kernel;

import static dev.bnc.runtime.kernel.Implementations.CHANNELS;
import static dev.bnc.runtime.kernel.Implementations.OFFSET;
import static dev.bnc.runtime.kernel.Implementations.assertRoom;
import static dev.bnc.runtime.kernel.Implementations.inPieces;
import static dev.bnc.runtime.kernel.Implementations.room;
import static dev.bnc.runtime.kernel.Implementations.shifted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Softmax, its logarithm, cross-entropy and their gradients against plain loops in double.
class SoftmaxKernelsTest {
    /// One exponential, a sum and a division: a few units in the last place.
    private static final double EXPONENTIAL = 1e-6;

    private static final int ROWS = 13;

    static Stream<Kernels> kernels() {
        return Implementations.all();
    }

    private static double logOfSum(float[] x, int row, int channels) {
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < channels; c++) {
            most = Math.max(most, x[row * channels + c]);
        }
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += Math.exp(x[row * channels + c] - most);
        }
        return most + Math.log(sum);
    }

    private static double[] logSoftmax(float[] x, int channels) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] - logOfSum(x, i / channels, channels);
        }
        return y;
    }

    private static double[] exponentials(double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.exp(x[i]);
        }
        return y;
    }

    /// Logits up to some hundreds: the exponentials of them overflow.
    private static float[] logits(int channels) {
        return Numbers.normal(ROWS * channels, 8, 100, 30);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void softmaxes(Kernels kernels) {
        for (int channels : CHANNELS) {
            Rows s = new Rows(ROWS, channels);
            float[] x = logits(channels);
            float[] y = room(s.size());
            inPieces(ROWS, (from, to) -> kernels.softmax(shifted(x), OFFSET, y, OFFSET, s, from, to));
            assertRoom("softmax " + s, y, exponentials(logSoftmax(x, channels)), EXPONENTIAL);
            float[] log = room(s.size());
            inPieces(ROWS, (from, to) -> kernels.logSoftmax(shifted(x), OFFSET, log, OFFSET, s, from, to));
            assertRoom("log softmax " + s, log, logSoftmax(x, channels), EXPONENTIAL);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gradientsOfSoftmaxes(Kernels kernels) {
        for (int channels : CHANNELS) {
            Rows s = new Rows(ROWS, channels);
            float[] log = new float[s.size()];
            float[] soft = new float[s.size()];
            double[] exact = logSoftmax(Numbers.normal(s.size(), 8), channels);
            float[] dy = Numbers.normal(s.size(), 9);
            double[] dots = new double[ROWS];
            double[] sums = new double[ROWS];
            for (int i = 0; i < s.size(); i++) {
                log[i] = (float) exact[i];
                soft[i] = (float) Math.exp(exact[i]);
                dots[i / channels] += (double) soft[i] * dy[i];
                sums[i / channels] += dy[i];
            }
            double[] ofSoftmax = new double[s.size()];
            double[] ofLog = new double[s.size()];
            for (int i = 0; i < s.size(); i++) {
                ofSoftmax[i] = soft[i] * (dy[i] - dots[i / channels]);
                ofLog[i] = dy[i] - Math.exp(log[i]) * sums[i / channels];
            }
            float[] dx = room(s.size());
            inPieces(
                    ROWS,
                    (from, to) -> kernels.softmaxGradient(
                            shifted(dy), OFFSET, shifted(soft), OFFSET, dx, OFFSET, s, from, to));
            if (channels == 1) {
                Numbers.assertGuarded("one channel", dx, OFFSET, s.size());
                assertThat(Math.abs(dx[OFFSET])).as("y is 1, so dy - dy").isLessThan(1e-6f);
            } else {
                assertRoom("softmax gradient " + s, dx, ofSoftmax, EXPONENTIAL);
            }
            float[] dlog = room(s.size());
            inPieces(
                    ROWS,
                    (from, to) -> kernels.logSoftmaxGradient(
                            shifted(dy), OFFSET, shifted(log), OFFSET, dlog, OFFSET, s, from, to));
            // Relative to dy, since for one channel the gradient is 0.
            for (int i = 0; i < s.size(); i++) {
                assertThat(Math.abs(dlog[OFFSET + i] - ofLog[i])).isLessThan(1e-5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void takesCrossEntropy(Kernels kernels) {
        for (int channels : CHANNELS) {
            for (int rows : new int[] {1, 60, 3000}) {
                Rows s = new Rows(rows, channels);
                float[] x = Numbers.normal(s.size(), 8, 100, 30);
                float[] labels = Numbers.labels(rows, channels, 4);
                double[] log = logSoftmax(x, channels);
                double loss = 0;
                float dloss = 1.5f;
                double[] gradient = exponentials(log);
                for (int row = 0; row < rows; row++) {
                    int label = row * channels + (int) labels[row];
                    loss -= log[label] / rows;
                    gradient[label] -= 1;
                }
                for (int i = 0; i < s.size(); i++) {
                    gradient[i] *= dloss / rows;
                }
                float[] in = shifted(x);
                float[] classes = shifted(labels);
                float[] partials = room(s.scalarPartials().size());
                for (int chunk = 0; chunk < s.chunks().count(); chunk++) {
                    kernels.crossEntropyPartial(in, OFFSET, classes, OFFSET, partials, OFFSET, s, chunk);
                }
                float[] y = room(1);
                kernels.combineMean(partials, OFFSET, y, OFFSET, s.scalarPartials(), rows);
                Numbers.assertGuarded("loss", y, OFFSET, 1);
                assertThat(Math.abs(y[OFFSET] - loss)).isLessThanOrEqualTo(EXPONENTIAL * Math.max(1, loss));
                float[] dx = room(s.size());
                inPieces(
                        rows,
                        (from, to) -> kernels.crossEntropyGradient(
                                new float[] {0, dloss}, 1, in, OFFSET, classes, OFFSET, dx, OFFSET, s, from, to));
                assertRoom("cross entropy gradient " + s, dx, gradient, channels == 1 ? 1 : EXPONENTIAL);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void refusesLabelsThatAreNoClass(Kernels kernels) {
        Rows s = new Rows(2, 3);
        for (float wrong : new float[] {-1, 3, 0.5f, Float.NaN}) {
            float[] labels = {0, wrong};
            assertThatThrownBy(() -> kernels.crossEntropyPartial(new float[6], 0, labels, 0, new float[2], 0, s, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("label " + wrong + " of row 1 is not a class below 3");
            assertThatThrownBy(() -> kernels.oneHot(labels, 0, new float[6], 0, s, 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void marksTheLabel(Kernels kernels) {
        for (int channels : CHANNELS) {
            Rows s = new Rows(ROWS, channels);
            float[] labels = Numbers.labels(ROWS, channels, 4);
            double[] expected = new double[s.size()];
            for (int row = 0; row < ROWS; row++) {
                expected[row * channels + (int) labels[row]] = 1;
            }
            float[] y = room(s.size());
            inPieces(ROWS, (from, to) -> kernels.oneHot(shifted(labels), OFFSET, y, OFFSET, s, from, to));
            assertRoom("one hot " + s, y, expected, 0);
        }
    }
}
