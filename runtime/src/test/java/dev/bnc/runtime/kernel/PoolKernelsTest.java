package dev.bnc.runtime.kernel;

import static dev.bnc.runtime.kernel.Implementations.OFFSET;
import static dev.bnc.runtime.kernel.Implementations.assertRoom;
import static dev.bnc.runtime.kernel.Implementations.inPieces;
import static dev.bnc.runtime.kernel.Implementations.room;
import static dev.bnc.runtime.kernel.Implementations.shifted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Windowed and global pools against plain loops over all cells.
class PoolKernelsTest {
    /// Additions of a window's cells.
    private static final double SUM = 1e-6;

    static Stream<Kernels> kernels() {
        return Implementations.all();
    }

    private static List<Window> windows() {
        var windows = new ArrayList<Window>();
        for (int c : new int[] {1, 3, 16, 17, 33}) {
            windows.add(new Window(2, 6, 6, c, 3, 3, 2, 2, 2, 2, 0, 0, 1, 1));
            windows.add(new Window(3, 7, 5, c, 4, 3, 3, 3, 2, 2, 1, 1, 1, 1));
            // Windows that cover all cells, the last ones of them in the padding.
            windows.add(new Window(2, 7, 8, c, 3, 4, 3, 2, 3, 2, 0, 0, 1, 1));
            // Padding above and to the left differs from that below and to the right.
            windows.add(new Window(1, 5, 4, c, 5, 4, 2, 3, 1, 1, 0, 2, 1, 1));
            windows.add(new Window(2, 8, 9, c, 3, 3, 3, 3, 2, 3, 2, 1, 2, 2));
            windows.add(new Window(2, 1, 9, c, 1, 4, 1, 3, 1, 2, 0, 0, 1, 1));
            windows.add(new Window(1, 3, 3, c, 1, 1, 3, 3, 1, 1, 0, 0, 1, 1));
        }
        return windows;
    }

    /// What is done for each cell under a window.
    private interface Visitor {
        void cell(int output, int input);
    }

    /// Visits the cells of all windows in row-major order.
    private static void visit(Window s, Visitor visitor) {
        for (int o = 0; o < s.batch() * s.outputSize(); o++) {
            int c = o % s.channels();
            int j = o / s.channels() % s.outputWidth();
            int i = o / s.channels() / s.outputWidth() % s.outputHeight();
            int n = o / s.outputSize();
            for (int a = 0; a < s.kernelHeight(); a++) {
                for (int b = 0; b < s.kernelWidth(); b++) {
                    int y = i * s.strideHeight() - s.padTop() + a * s.dilationHeight();
                    int x = j * s.strideWidth() - s.padLeft() + b * s.dilationWidth();
                    if (y >= 0 && y < s.height() && x >= 0 && x < s.width()) {
                        visitor.cell(o, ((n * s.height() + y) * s.width() + x) * s.channels() + c);
                    }
                }
            }
        }
    }

    /// Numbers with many ties, all negative, so that a padding of zero would win.
    private static float[] ties(int count) {
        float[] x = Numbers.labels(count, 4, 6);
        for (int i = 0; i < count; i++) {
            x[i] -= 5;
        }
        return x;
    }

    private static int[] winners(float[] x, Window s) {
        int[] winners = new int[s.batch() * s.outputSize()];
        java.util.Arrays.fill(winners, -1);
        visit(s, (o, i) -> {
            if (winners[o] < 0 || x[i] > x[winners[o]]) {
                winners[o] = i;
            }
        });
        return winners;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void takesTheLargest(Kernels kernels) {
        for (Window s : windows()) {
            float[] x = ties(s.batch() * s.inputSize());
            int[] winners = winners(x, s);
            double[] expected = new double[winners.length];
            for (int o = 0; o < winners.length; o++) {
                expected[o] = x[winners[o]];
            }
            float[] y = room(expected.length);
            inPieces(s.lines().total(), (from, to) -> kernels.maxPool(shifted(x), OFFSET, y, OFFSET, s, from, to));
            assertRoom("max pool " + s, y, expected, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void givesTheGradientToTheFirstOfTheLargest(Kernels kernels) {
        for (Window s : windows()) {
            float[] x = ties(s.batch() * s.inputSize());
            float[] dy = Numbers.normal(s.batch() * s.outputSize(), 7);
            int[] winners = winners(x, s);
            double[] expected = new double[x.length];
            for (int o = 0; o < winners.length; o++) {
                expected[winners[o]] += dy[o];
            }
            float[] dx = room(x.length);
            inPieces(
                    s.batch(),
                    (from, to) ->
                            kernels.maxPoolGradient(shifted(dy), OFFSET, shifted(x), OFFSET, dx, OFFSET, s, from, to));
            assertRoom("max pool gradient " + s, dx, expected, SUM);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void nanWins(Kernels kernels) {
        Window s = new Window(1, 2, 2, 1, 1, 1, 2, 2, 2, 2, 0, 0, 1, 1);
        float[] x = {5, Float.NaN, 7, Float.NaN};
        float[] y = new float[1];
        float[] dx = new float[4];
        kernels.maxPool(x, 0, y, 0, s, 0, 1);
        kernels.maxPoolGradient(new float[] {3}, 0, x, 0, dx, 0, s, 0, 1);
        assertThat(y[0]).isNaN();
        assertThat(dx).containsExactly(0, 3, 0, 0);
        kernels.globalMax(x, 0, y, 0, new Positions(1, 4, 1), 0, 1);
        kernels.globalMaxGradient(new float[] {3}, 0, x, 0, dx, 0, new Positions(1, 4, 1), 0, 1);
        assertThat(y[0]).isNaN();
        assertThat(dx).containsExactly(0, 3, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void averages(Kernels kernels) {
        for (Window.Divisor divisor : Window.Divisor.values()) {
            for (Window s : windows()) {
                float[] x = Numbers.normal(s.batch() * s.inputSize(), 6);
                float[] dy = Numbers.normal(s.batch() * s.outputSize(), 7);
                double[] counts = new double[dy.length];
                visit(s, (o, i) -> counts[o] += 1);
                if (divisor == Window.Divisor.WINDOW) {
                    java.util.Arrays.fill(counts, s.kernelHeight() * s.kernelWidth());
                }
                double[] expected = new double[dy.length];
                double[] gradient = new double[x.length];
                visit(s, (o, i) -> {
                    expected[o] += x[i] / counts[o];
                    gradient[i] += dy[o] / counts[o];
                });
                float[] y = room(dy.length);
                inPieces(
                        s.lines().total(),
                        (from, to) -> kernels.avgPool(shifted(x), OFFSET, y, OFFSET, s, divisor, from, to));
                assertRoom("average " + divisor + s, y, expected, SUM);
                float[] dx = room(x.length);
                inPieces(
                        s.batch(),
                        (from, to) -> kernels.avgPoolGradient(shifted(dy), OFFSET, dx, OFFSET, s, divisor, from, to));
                assertRoom("average gradient " + divisor + s, dx, gradient, SUM);
            }
        }
    }

    private static List<Positions> positions() {
        var all = new ArrayList<Positions>();
        for (int c : Implementations.CHANNELS) {
            all.add(new Positions(3, 1, c));
            all.add(new Positions(2, 49, c));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void takesTheLargestOfAllPositions(Kernels kernels) {
        for (Positions s : positions()) {
            float[] x = ties(s.batch() * s.positions() * s.channels());
            float[] dy = Numbers.normal(s.batch() * s.channels(), 7);
            int[] winners = new int[dy.length];
            double[] expected = new double[dy.length];
            double[] gradient = new double[x.length];
            for (int o = 0; o < dy.length; o++) {
                int first = o / s.channels() * s.positions() * s.channels() + o % s.channels();
                winners[o] = first;
                for (int p = 0; p < s.positions(); p++) {
                    int i = first + p * s.channels();
                    winners[o] = x[i] > x[winners[o]] ? i : winners[o];
                }
                expected[o] = x[winners[o]];
                gradient[winners[o]] += dy[o];
            }
            float[] y = room(dy.length);
            inPieces(s.batch(), (from, to) -> kernels.globalMax(shifted(x), OFFSET, y, OFFSET, s, from, to));
            assertRoom("global max " + s, y, expected, 0);
            float[] dx = room(x.length);
            inPieces(
                    s.batch(),
                    (from, to) -> kernels.globalMaxGradient(
                            shifted(dy), OFFSET, shifted(x), OFFSET, dx, OFFSET, s, from, to));
            assertRoom("global max gradient " + s, dx, gradient, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sumsAndSpreadsPositions(Kernels kernels) {
        for (Positions s : positions()) {
            float[] x = Numbers.normal(s.batch() * s.positions() * s.channels(), 6);
            double[] sums = new double[s.batch() * s.channels()];
            for (int i = 0; i < x.length; i++) {
                sums[i / (s.positions() * s.channels()) * s.channels() + i % s.channels()] += x[i];
            }
            float[] y = room(sums.length);
            inPieces(s.batch(), (from, to) -> kernels.spatialSum(shifted(x), OFFSET, y, OFFSET, s, from, to));
            assertRoom("spatial sum " + s, y, sums, SUM);
            float[] small = Numbers.normal(sums.length, 8);
            double[] spread = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                spread[i] = small[i / (s.positions() * s.channels()) * s.channels() + i % s.channels()];
            }
            float[] wide = room(x.length);
            inPieces(
                    s.batch(),
                    (from, to) -> kernels.broadcastSpatial(shifted(small), OFFSET, wide, OFFSET, s, from, to));
            assertRoom("broadcast " + s, wide, spread, 0);
        }
    }
}
