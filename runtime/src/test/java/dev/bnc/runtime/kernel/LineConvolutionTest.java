package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions whose windows have short rows have the bits of [MatrixProduct], which is compared with sums in double.
class LineConvolutionTest {
    private static final Tile TILE = new Tile(4, 8);

    /// Pictures of 3 examples: padding, strides and dilation, lines that tiles divide and lines they do not.
    static Stream<Window> windows() {
        return Stream.of(
                window(9, 12, 1, 5, 5, 1, 1, 0, 0, 1),
                window(6, 9, 1, 3, 3, 1, 1, 1, 1, 1),
                window(7, 11, 3, 3, 3, 1, 2, 1, 1, 1),
                window(8, 17, 2, 2, 4, 2, 3, 0, 2, 1),
                window(15, 17, 3, 7, 7, 2, 2, 3, 3, 1),
                window(11, 7, 1, 3, 2, 1, 1, 2, 0, 2),
                window(1, 30, 4, 1, 3, 1, 1, 0, 1, 1));
    }

    private static Window window(int h, int w, int c, int kh, int kw, int sh, int sw, int ph, int pw, int dh) {
        int outputHeight = (h + 2 * ph - dh * (kh - 1) - 1) / sh + 1;
        int outputWidth = (w + 2 * pw - (kw - 1) - 1) / sw + 1;
        return new Window(3, h, w, c, outputHeight, outputWidth, kh, kw, sh, sw, ph, pw, dh, 1);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void hasTheBitsOfAProduct(Window window) {
        for (int columns : new int[] {4, 8, 20}) {
            assertThat(LineTile.possible(window, columns, TILE)).isTrue();
            int pitch = window.channels() + 2;
            int panels = window.cells() * pitch + 3;
            var right = RightMatrix.ofRows(window.depth(), columns, columns);
            int target = panels + right.packedSize(TILE) + 1;
            int stride = columns + 2;
            float[] arena = Numbers.guard(target + window.places() * stride + 7);
            System.arraycopy(Numbers.normal(window.cells() * pitch, 1), 0, arena, 3, window.cells() * pitch);
            float[] weight = Numbers.normal(window.depth() * columns, 2);
            var pack = new PackPanels(TILE, right, Operand.state(0, columns), Operand.arena(panels, 0));
            runAll(pack, weight, arena);
            float[] expected = arena.clone();
            Operand x = Operand.arena(3, pitch);
            Operand b = Operand.arena(panels, 0);
            Operand y = Operand.arena(target, stride);
            var none = new TileEpilogue.None();
            runAll(
                    new LineConvolution(kernels(window, columns), none, window, columns, x, b, y, List.of()),
                    weight,
                    arena);
            var scalar = ScalarTiles.of(TILE);
            runAll(MatrixProduct.ofPatches(scalar, window, columns, x, b, y, List.of()), weight, expected);
            assertThat(arena).as("%s, %d columns", window, columns).isEqualTo(expected);
        }
    }

    private static List<LineKernel> kernels(Window window, int columns) {
        List<LineKernel> kernels = new ArrayList<>();
        for (int column = 0; column < columns; column += TILE.columns()) {
            kernels.add(new ScalarLineKernel(LineTile.of(window, TILE.panelWidth(columns - column), TILE)));
        }
        return kernels;
    }

    private static void runAll(ChunkedWork work, float[] state, float[] arena) {
        for (int chunk = work.chunks() - 1; chunk >= 0; chunk--) {
            work.run(state, arena, chunk);
        }
    }

    @Test
    void largerPicturesAreCutIntoChunks() {
        Window window = window(40, 40, 1, 5, 5, 1, 1, 0, 0, 1);
        var convolution = new LineConvolution(
                kernels(window, 32),
                new TileEpilogue.None(),
                window,
                32,
                Operand.arena(0, 1),
                Operand.arena(0, 0),
                Operand.arena(0, 32),
                List.of());
        assertThat(convolution.chunks()).isGreaterThan(2);
    }

    @Test
    void longRowsAndNarrowPicturesAreForOtherKernels() {
        assertThat(LineTile.possible(window(9, 9, 16, 3, 3, 1, 1, 0, 0, 1), 8, TILE))
                .isFalse();
        assertThat(LineTile.possible(window(9, 4, 1, 3, 3, 1, 1, 0, 0, 1), 8, TILE))
                .isFalse();
        assertThat(LineTile.possible(window(9, 9, 1, 3, 3, 1, 1, 0, 0, 1), 9, TILE))
                .isFalse();
    }
}
