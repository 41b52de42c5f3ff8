package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightGradientTest {
    /// Sums of thousands of products of normal numbers, each rounded.
    private static final double ROUNDING = 2e-6;

    /// One and several ranges, blocks of rows and panels; windows that stick out, with strides and dilations, that see
    /// single cells; rows and columns that fill no tile, columns that are a panel as they lie.
    @ParameterizedTest
    @CsvSource({
        "1,5,7,3,8,  3,3,1,1,1,1,1,1,5,7",
        "2,9,11,7,5,  3,3,2,2,1,1,1,1,5,6",
        "9,16,16,20,35,  3,3,2,2,0,0,1,1,8,8",
        "5,13,13,4,16,  2,3,2,1,0,1,2,1,6,13",
        "3,24,24,1,32,  5,5,1,1,0,0,1,1,20,20",
        "4,32,32,96,33,  1,1,1,1,0,0,1,1,32,32",
        "40,8,8,50,130,  1,1,1,1,0,0,1,1,8,8",
        "2,17,17,6,9,  1,1,2,2,0,0,1,1,9,9",
        "2,16,16,110,200,  3,3,1,1,1,1,1,1,16,16",
        "7,20,9,2,3,  1,5,1,1,0,2,1,1,20,9",
        "1,30,30,3,40,  7,7,2,2,3,3,1,1,15,15"
    })
    void differentiates(
            int n,
            int h,
            int w,
            int channels,
            int columns,
            int kh,
            int kw,
            int sh,
            int sw,
            int top,
            int left,
            int dh,
            int dw,
            int oh,
            int ow) {
        Window window = new Window(n, h, w, channels, oh, ow, kh, kw, sh, sw, top, left, dh, dw);
        for (int gap : new int[] {0, 3}) {
            int pitch = channels + gap;
            int stride = columns + gap;
            float[] x = Numbers.normal(n * h * w * pitch, 1);
            float[] dy = Numbers.normal(n * oh * ow * stride, 2);
            var parts = new WeightGradient.Parts(window.places(), window.taps(), channels, columns);
            int sums = x.length + dy.length;
            float[] arena = Numbers.guard(sums + parts.size() + columns * channels * kh * kw);
            System.arraycopy(x, 0, arena, 0, x.length);
            System.arraycopy(dy, 0, arena, x.length, dy.length);
            Operand partial = Operand.arena(sums, 0);
            ProductKernels kernels = ScalarTiles.of(new Tile(6, 32));
            Operand from = Operand.arena(0, pitch);
            run(new WeightGradient(kernels, window, columns, from, Operand.arena(x.length, stride), partial), arena);
            Operand result = Operand.arena(sums + parts.size(), 0);
            run(new WeightGradientSum(parts, partial, result), arena);
            double[] expected = gradient(window, x, pitch, dy, stride, columns);
            Numbers.assertClose(window.toString(), arena, result.offset(), expected, ROUNDING);
        }
    }

    @ParameterizedTest
    @CsvSource({"64000,9,80,80", "256000,1,96,32", "16000,1,336,176", "512,9,512,512", "600,49,3,64", "1000,1,1,1"})
    void isCutIntoAllPlacesAndRows(int places, int taps, int channels, int columns) {
        var parts = new WeightGradient.Parts(places, taps, channels, columns);
        assertThat(parts.firstPlace(0)).isZero();
        assertThat(parts.firstPlace(parts.ranges())).isEqualTo(places);
        assertThat(parts.rowBlocks() * parts.blockRows()).isGreaterThanOrEqualTo(parts.rows());
        assertThat((parts.rowBlocks() - 1) * parts.blockRows()).isLessThan(parts.rows());
        assertThat(parts.size()).isEqualTo(parts.ranges() * taps * channels * columns);
    }

    private static void run(ChunkedWork work, float[] arena) {
        for (int chunk = work.chunks() - 1; chunk >= 0; chunk--) {
            work.run(new float[0], arena, chunk);
        }
    }

    /// `[columns, channels, taps]`.
    private static double[] gradient(Window s, float[] x, int pitch, float[] dy, int stride, int columns) {
        double[] sums = new double[columns * s.channels() * s.taps()];
        for (int place = 0; place < s.places(); place++) {
            int example = place / (s.outputHeight() * s.outputWidth());
            int row = place / s.outputWidth() % s.outputHeight() * s.strideHeight() - s.padTop();
            int column = place % s.outputWidth() * s.strideWidth() - s.padLeft();
            for (int tap = 0; tap < s.taps(); tap++) {
                int i = row + tap / s.kernelWidth() * s.dilationHeight();
                int j = column + tap % s.kernelWidth() * s.dilationWidth();
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
}
