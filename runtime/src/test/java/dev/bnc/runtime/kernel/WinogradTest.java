package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradTest {
    /// Relative to the largest output; what is promised of this algorithm is 1e-4.
    private static final double WINOGRAD = 1e-5;

    /// Sizes that are and are not multiples of a tile, padding on some sides, many channels, strided operands.
    @ParameterizedTest
    @CsvSource({
        "1,8,8,16,32,1,1,8,8",
        "2,9,7,32,48,1,1,9,7",
        "1,6,6,64,16,0,0,4,4",
        "3,5,11,16,16,2,0,7,9",
        "1,1,1,16,80,1,1,1,1",
        "1,7,7,512,32,1,1,7,7",
        "2,21,30,32,96,1,1,21,30"
    })
    void convolves(int n, int h, int w, int channels, int columns, int top, int left, int oh, int ow) {
        Window window = new Window(n, h, w, channels, oh, ow, 3, 3, 1, 1, top, left, 1, 1);
        int pitch = channels + 8;
        int stride = columns + 3;
        float[] picture = Numbers.normal(n * h * w * pitch, 1);
        float[] filter = Numbers.normal(columns * channels * 9, 2);
        ProductKernels kernels = ProductKernels.scalar(new Tile(4, 32));
        int packed = picture.length;
        int target = packed + Winograd.POINTS * WinogradFilter.pointSize(kernels.tile(), channels, columns);
        float[] arena = Numbers.guard(target + n * oh * ow * stride);
        System.arraycopy(picture, 0, arena, 0, picture.length);
        run(
                new WinogradFilter(
                        kernels.tile(), lying(channels, columns), Operand.state(0, 0), Operand.arena(packed, 0)),
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
        Numbers.assertClose(window.toString(), actual, 0, expected, WINOGRAD);
    }

    /// A filter `[columns, channels, 3, 3]`.
    private static RightMatrix lying(int channels, int columns) {
        return new RightMatrix(3, 3, channels, 3, 1, 9, columns, 9 * channels);
    }

    private static double sum(Window s, float[] x, int pitch, float[] filter, int place, int column) {
        int example = place / (s.outputHeight() * s.outputWidth());
        double sum = 0;
        for (int tap = 0; tap < 9; tap++) {
            int i = place / s.outputWidth() % s.outputHeight() - s.padTop() + tap / 3;
            int j = place % s.outputWidth() - s.padLeft() + tap % 3;
            for (int c = 0; i >= 0 && i < s.height() && j >= 0 && j < s.width() && c < s.channels(); c++) {
                sum += (double) x[((example * s.height() + i) * s.width() + j) * pitch + c]
                        * filter[(column * s.channels() + c) * 9 + tap];
            }
        }
        return sum;
    }

    private static void run(ChunkedWork work, float[] state, float[] arena) {
        for (int chunk = work.chunks() - 1; chunk >= 0; chunk--) {
            work.run(state, arena, chunk);
        }
    }

    @Test
    void vectorsHaveTheBitsOfPlainLoops() {
        int channels = 3 * VectorWinograd.LANES;
        float[] x = Numbers.normal(Winograd.POINTS * channels, 3);
        float[] expected = new float[Winograd.POINTS * channels];
        float[] actual = expected.clone();
        float[] room = new float[Winograd.POINTS * VectorWinograd.LANES];
        Winograd.input(x, 0, 6 * channels, channels, expected, 0, channels, channels, room);
        VectorWinograd.input(x, 0, 6 * channels, channels, actual, 0, channels, channels, room);
        assertThat(actual).containsExactly(expected);
        float[] taps = Numbers.normal(9 * channels, 4);
        Winograd.filter(taps, channels, expected, 0, channels, 0, room);
        VectorWinograd.filter(taps, channels, actual, 0, channels, room);
        assertThat(actual).containsExactly(expected);
        Winograd.output(x, 0, channels, expected, 0, channels, room);
        VectorWinograd.output(x, 0, channels, actual, 0, channels, room);
        assertThat(actual).containsExactly(expected);
    }
}
