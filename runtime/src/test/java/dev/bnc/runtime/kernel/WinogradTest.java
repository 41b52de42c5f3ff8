package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WinogradTest {
    /// Relative to the largest output; what is promised of this algorithm is 1e-4.
    private static final double WINOGRAD = 1e-5;

    /// The same of large tiles, whose transforms have larger numbers: three times as much, see [WinogradForm].
    private static final double LARGE_TILES = 3e-5;

    /// Sizes that are and are not multiples of a tile, padding on some sides, many channels, strided operands.
    @ParameterizedTest
    @CsvSource({
        "3,1,8,8,16,32,1,1,8,8",
        "3,2,9,7,32,48,1,1,9,7",
        "3,1,6,6,64,16,0,0,4,4",
        "3,3,5,11,16,16,2,0,7,9",
        "3,1,1,1,16,80,1,1,1,1",
        "3,1,7,7,512,32,1,1,7,7",
        "3,2,21,30,32,96,1,1,21,30",
        "5,1,6,6,16,32,0,0,2,2",
        "5,3,12,12,32,64,0,0,8,8",
        "5,2,7,9,16,48,2,2,7,9",
        "5,1,8,8,48,32,0,0,4,4",
        "5,1,16,19,16,16,2,2,16,19",
        "5,1,7,7,512,16,4,1,9,5",
        "5,1,1,1,16,16,2,2,1,1"
    })
    void convolves(int side, int n, int h, int w, int channels, int columns, int top, int left, int oh, int ow) {
        for (int width : new int[] {4, 16, 32}) {
            convolves(new Tile(4, width), side, n, h, w, channels, columns, top, left, oh, ow);
        }
    }

    private void convolves(
            Tile tile, int side, int n, int h, int w, int channels, int columns, int top, int left, int oh, int ow) {
        Window window = new Window(n, h, w, channels, oh, ow, side, side, 1, 1, top, left, 1, 1);
        int pitch = channels + 8;
        int stride = columns + 3;
        float[] picture = Numbers.normal(n * h * w * pitch, 1);
        float[] filter = Numbers.normal(columns * channels * side * side, 2);
        ProductKernels kernels = ScalarTiles.of(tile);
        int packed = picture.length;
        WinogradForm form = WinogradForm.convolving(side);
        int target = packed + form.points() * WinogradFilter.pointSize(kernels.tile(), channels, columns);
        float[] arena = Numbers.guard(target + n * oh * ow * stride);
        System.arraycopy(picture, 0, arena, 0, picture.length);
        run(
                new WinogradFilter(
                        form,
                        kernels.tile(),
                        lying(side, channels, columns),
                        Operand.state(0, 0),
                        Operand.arena(packed, 0)),
                filter,
                arena);
        WinogradConvolution convolution = new WinogradConvolution(
                kernels,
                window,
                columns,
                Operand.arena(0, pitch),
                Operand.arena(packed, 0),
                Operand.arena(target, stride),
                List.of());
        run(convolution, filter, arena);
        double[] expected = new double[n * oh * ow * columns];
        float[] actual = new float[expected.length];
        for (int place = 0; place < n * oh * ow; place++) {
            for (int column = 0; column < columns; column++) {
                expected[place * columns + column] = sum(window, picture, pitch, filter, place, column);
                actual[place * columns + column] = arena[target + place * stride + column];
            }
            if (place + 1 < n * oh * ow) {
                assertThat(arena[target + place * stride + columns])
                        .as("between rows")
                        .isNaN();
            }
        }
        double bound = form == WinogradForm.F4X5 ? LARGE_TILES : WINOGRAD;
        Numbers.assertClose(window.toString(), actual, 0, expected, bound);
    }

    /// Few and many tiles, so that there are several ranges and blocks of columns; the last example's tiles stick out.
    @ParameterizedTest
    @CsvSource({
        "3,1,8,8,16,32,1,1,8,8",
        "3,2,9,7,32,48,1,1,9,7",
        "3,1,6,6,64,16,0,0,4,4",
        "3,3,5,11,16,16,2,0,7,9",
        "3,1,7,7,32,96,1,1,7,7",
        "3,10,32,32,16,80,1,1,32,32",
        "3,5,41,30,48,16,0,1,39,30",
        "5,1,6,6,16,32,0,0,2,2",
        "5,2,7,9,16,48,2,2,7,9",
        "5,30,12,12,32,64,0,0,8,8",
        "5,3,5,5,16,80,1,4,5,8"
    })
    void differentiates(int side, int n, int h, int w, int channels, int columns, int top, int left, int oh, int ow) {
        Window window = new Window(n, h, w, channels, oh, ow, side, side, 1, 1, top, left, 1, 1);
        int pitch = channels + 8;
        int stride = columns + 3;
        float[] x = Numbers.normal(n * h * w * pitch, 1);
        float[] dy = Numbers.normal(n * oh * ow * stride, 2);
        ProductKernels kernels = ScalarTiles.of(new Tile(4, 32));
        WinogradGradient.Parts parts = new WinogradGradient.Parts(n, oh, ow, channels, columns, side);
        int sums = x.length + dy.length;
        float[] arena = Numbers.guard(sums + parts.size() + columns * channels * side * side);
        System.arraycopy(x, 0, arena, 0, x.length);
        System.arraycopy(dy, 0, arena, x.length, dy.length);
        Operand partial = Operand.arena(sums, 0);
        run(
                new WinogradGradient(
                        kernels, window, columns, Operand.arena(0, pitch), Operand.arena(x.length, stride), partial),
                new float[0],
                arena);
        Operand result = Operand.arena(sums + parts.size(), 0);
        run(new WinogradGradientSum(parts, partial, result), new float[0], arena);
        double[] expected = gradient(window, x, pitch, dy, stride, columns);
        Numbers.assertClose(window.toString(), arena, result.offset(), expected, WINOGRAD);
    }

    private static double[] gradient(Window s, float[] x, int pitch, float[] dy, int stride, int columns) {
        double[] sums = new double[columns * s.channels() * s.taps()];
        for (int place = 0; place < s.batch() * s.outputHeight() * s.outputWidth(); place++) {
            int example = place / (s.outputHeight() * s.outputWidth());
            for (int tap = 0; tap < s.taps(); tap++) {
                int i = place / s.outputWidth() % s.outputHeight() - s.padTop() + tap / s.kernelWidth();
                int j = place % s.outputWidth() - s.padLeft() + tap % s.kernelWidth();
                for (int c = 0; i >= 0 && i < s.height() && j >= 0 && j < s.width() && c < s.channels(); c++) {
                    double seen = x[((example * s.height() + i) * s.width() + j) * pitch + c];
                    for (int o = 0; o < columns; o++) {
                        sums[(o * s.channels() + c) * s.taps() + tap] += seen * dy[place * stride + o];
                    }
                }
            }
        }
        return sums;
    }

    /// Places that are fewer than the cells, as many, and more.
    @ParameterizedTest
    @CsvSource({
        "3,2,9,7,32,48,1,1,9,7",
        "3,1,6,6,64,16,0,0,4,4",
        "5,7,12,12,32,16,0,0,8,8",
        "5,2,7,9,16,48,2,2,7,9",
        "5,3,5,5,16,80,4,4,9,9"
    })
    void goesBackwards(int side, int n, int h, int w, int channels, int columns, int top, int left, int oh, int ow) {
        Window window = new Window(n, h, w, channels, oh, ow, side, side, 1, 1, top, left, 1, 1);
        int pitch = channels + 8;
        int stride = columns + 3;
        float[] dy = Numbers.normal(n * oh * ow * pitch, 1);
        float[] filter = Numbers.normal(columns * channels * side * side, 2);
        ProductKernels kernels = ScalarTiles.of(new Tile(4, 32));
        WinogradForm form = WinogradForm.goingBack(side);
        int target = dy.length + form.points() * WinogradFilter.pointSize(kernels.tile(), channels, columns);
        float[] arena = Numbers.guard(target + n * h * w * stride);
        System.arraycopy(dy, 0, arena, 0, dy.length);
        Operand packed = Operand.arena(dy.length, 0);
        RightMatrix lying = lying(side, channels, columns);
        run(new WinogradFilter(form, kernels.tile(), lying, Operand.state(0, 0), packed), filter, arena);
        Operand from = Operand.arena(0, pitch);
        Operand to = Operand.arena(target, stride);
        run(new WinogradBackwards(kernels, window, columns, from, packed, to, List.of()), filter, arena);
        double[] expected = backwards(window, dy, pitch, filter, columns);
        float[] actual = new float[expected.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = arena[target + i / columns * stride + i % columns];
        }
        Numbers.assertClose(window.toString(), actual, 0, expected, WINOGRAD);
    }

    /// With a filter `[columns, channels, side, side]`, whose columns are those of the result.
    private static double[] backwards(Window s, float[] dy, int pitch, float[] filter, int columns) {
        double[] sums = new double[s.batch() * s.height() * s.width() * columns];
        for (int place = 0; place < s.batch() * s.outputHeight() * s.outputWidth(); place++) {
            int example = place / (s.outputHeight() * s.outputWidth());
            for (int tap = 0; tap < s.taps(); tap++) {
                int i = place / s.outputWidth() % s.outputHeight() - s.padTop() + tap / s.kernelWidth();
                int j = place % s.outputWidth() - s.padLeft() + tap % s.kernelWidth();
                for (int c = 0; i >= 0 && i < s.height() && j >= 0 && j < s.width() && c < columns; c++) {
                    for (int o = 0; o < s.channels(); o++) {
                        sums[((example * s.height() + i) * s.width() + j) * columns + c] +=
                                (double) dy[place * pitch + o] * filter[(c * s.channels() + o) * s.taps() + tap];
                    }
                }
            }
        }
        return sums;
    }

    /// A filter `[columns, channels, side, side]`.
    private static RightMatrix lying(int side, int channels, int columns) {
        int taps = side * side;
        return new RightMatrix(side, side, channels, side, 1, taps, columns, taps * channels);
    }

    private static double sum(Window s, float[] x, int pitch, float[] filter, int place, int column) {
        int example = place / (s.outputHeight() * s.outputWidth());
        double sum = 0;
        int side = s.kernelHeight();
        for (int tap = 0; tap < s.taps(); tap++) {
            int i = place / s.outputWidth() % s.outputHeight() - s.padTop() + tap / side;
            int j = place % s.outputWidth() - s.padLeft() + tap % side;
            for (int c = 0; i >= 0 && i < s.height() && j >= 0 && j < s.width() && c < s.channels(); c++) {
                sum += (double) x[((example * s.height() + i) * s.width() + j) * pitch + c]
                        * filter[(column * s.channels() + c) * s.taps() + tap];
            }
        }
        return sum;
    }

    private static void run(ChunkedWork work, float[] state, float[] arena) {
        for (int chunk = work.chunks() - 1; chunk >= 0; chunk--) {
            work.run(state, arena, chunk);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void vectorsHaveTheBitsOfPlainLoops(int side) {
        int channels = 3 * VectorWinograd.LANES;
        float[] x = Numbers.normal(Winograd.POINTS * channels, 3);
        float[] expected = new float[Winograd.POINTS * channels];
        float[] actual = expected.clone();
        float[] room = new float[Winograd.POINTS * VectorWinograd.LANES];
        Winograd.input(x, 0, 6 * channels, channels, expected, 0, channels, channels, room);
        VectorWinograd.input(x, 0, 6 * channels, channels, actual, 0, channels, channels, room);
        assertThat(actual).containsExactly(expected);
        float[] taps = Numbers.normal(side * side * channels, 4);
        Winograd.filter(side, taps, channels, expected, 0, channels, 0, room);
        VectorWinograd.filter(side, taps, channels, actual, 0, channels, room);
        assertThat(actual).containsExactly(expected);
        int outputs = WinogradForm.goingBack(side).outputs();
        Winograd.gradient(
                outputs, Winograd.Scale.FILTER, x, 0, 4 * channels, channels, expected, 0, channels, channels, room);
        VectorWinograd.gradient(
                outputs, Winograd.Scale.FILTER, x, 0, 4 * channels, channels, actual, 0, channels, channels, room);
        assertThat(actual).containsExactly(expected);
        Winograd.back(x, 0, channels, expected, 0, channels, room);
        VectorWinograd.back(x, 0, channels, actual, 0, channels, room);
        assertThat(actual).containsExactly(expected);
        Winograd.taps(side, x, 0, channels, expected, channels, 0, room);
        VectorWinograd.taps(side, x, 0, channels, actual, channels, room);
        assertThat(actual).containsExactly(expected);
        Winograd.output(outputs, x, 0, channels, expected, 0, outputs * channels, channels, channels, room);
        VectorWinograd.output(outputs, x, 0, channels, actual, 0, outputs * channels, channels, channels, room);
        assertThat(actual).containsExactly(expected);
    }

    @Test
    void vectorsOfLargeTilesHaveTheBitsOfPlainLoops() {
        int channels = 3 * VectorWinograd.LANES;
        int points = WinogradForm.F4X5.points();
        float[] x = Numbers.normal(points * channels, 5);
        float[] expected = new float[points * channels];
        float[] actual = expected.clone();
        float[] room = new float[points * VectorWinograd.LANES];
        LargeWinograd.input(x, 0, 8 * channels, channels, expected, 0, channels, channels, room);
        VectorLargeWinograd.input(x, 0, 8 * channels, channels, actual, 0, channels, channels, room);
        assertThat(actual).containsExactly(expected);
        float[] taps = Numbers.normal(25 * (channels + 3), 6);
        float[] filters = new float[points * (channels + 3)];
        float[] others = filters.clone();
        LargeWinograd.filter(taps, channels + 3, filters, 0, channels + 3, 0, room);
        VectorLargeWinograd.filter(taps, channels + 3, others, 0, channels + 3, room);
        assertThat(others).containsExactly(filters);
        LargeWinograd.output(x, 0, channels, expected, 0, 5 * channels, channels, channels, room);
        VectorLargeWinograd.output(x, 0, channels, actual, 0, 5 * channels, channels, channels, room);
        assertThat(actual).containsExactly(expected);
    }
}
