package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Products of every kind of left matrix against plain loops in double, with tiles of several sizes.
class MatrixProductTest {
    /// Sums of some hundred products of Gaussian numbers in float, relative to the largest sum.
    private static final double SUM_OF_PRODUCTS = 2e-6;

    private static final int PITCH_EXTRA = 5;

    static Stream<Tile> tiles() {
        return Stream.of(new Tile(4, 8), new Tile(1, 1), new Tile(5, 3), new Tile(12, 32));
    }

    /// What an element of the left matrix is.
    private interface Element {
        double at(int row, int k);
    }

    /// What an element of the left matrix is that a column meets.
    private interface ElementOfColumn {
        double at(int row, int k, int column);
    }

    private static void check(
            Tile tile, ProductSize size, Element left, float[] x, int pitch, Maker maker, String what) {
        check(tile, size, (row, k, _) -> left.at(row, k), x, pitch, maker, what);
    }

    private static void check(
            Tile tile, ProductSize size, ElementOfColumn left, float[] x, int pitch, Maker maker, String what) {
        float[] weight = Numbers.normal(size.depth() * size.columns(), 2);
        RightMatrix right = RightMatrix.ofColumns(size.depth(), size.columns(), size.depth());
        int packed = right.packedSize(tile);
        int panels = x.length + 3;
        int target = panels + packed + 1;
        int stride = size.columns() + 2;
        float[] arena = Numbers.guard(target + size.rows() * stride + 7);
        System.arraycopy(x, 0, arena, 3, x.length);
        PackPanels pack =
                new PackPanels(tile, right, Operand.state(0, size.depth()), Operand.arena(panels, 0));
        runAll(pack, weight, arena);
        MatrixProduct product =
                maker.make(Operand.arena(3, pitch), Operand.arena(panels, 0), Operand.arena(target, stride));
        runAll(product, weight, arena);
        double[] expected = new double[size.rows() * size.columns()];
        float[] actual = new float[expected.length];
        for (int row = 0; row < size.rows(); row++) {
            for (int column = 0; column < size.columns(); column++) {
                double sum = 0;
                for (int k = 0; k < size.depth(); k++) {
                    sum += left.at(row, k, column) * weight[column * size.depth() + k];
                }
                expected[row * size.columns() + column] = sum;
                actual[row * size.columns() + column] = arena[target + row * stride + column];
            }
            for (int column = size.columns(); column < stride; column++) {
                assertThat(arena[target + row * stride + column])
                        .as("between rows")
                        .isNaN();
            }
        }
        Numbers.assertClose(what + " " + tile + " " + size, actual, 0, expected, SUM_OF_PRODUCTS);
    }

    private interface Maker {
        MatrixProduct make(Operand x, Operand panels, Operand y);
    }

    private static void runAll(ChunkedWork work, float[] state, float[] arena) {
        for (int chunk = work.chunks() - 1; chunk >= 0; chunk--) {
            work.run(state, arena, chunk);
        }
    }

    private static List<ProductSize> sizes() {
        var sizes = new ArrayList<ProductSize>();
        for (int rows : new int[] {1, 7, 33}) {
            for (int depth : new int[] {1, 17, 300}) {
                for (int columns : new int[] {1, 3, 16, 37}) {
                    sizes.add(new ProductSize(rows, depth, columns));
                }
            }
        }
        sizes.add(new ProductSize(150, 530, 70));
        return sizes;
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void multipliesRows(Tile tile) {
        for (ProductSize size : sizes()) {
            int pitch = size.depth() + PITCH_EXTRA;
            float[] x = Numbers.normal(size.rows() * pitch, 1);
            Maker maker = (left, panels, y) -> MatrixProduct.ofRows(ScalarTiles.of(tile), size, left, panels, y, List.of());
            check(tile, size, (row, k) -> x[row * pitch + k], x, pitch, maker, "rows");
        }
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void multipliesColumns(Tile tile) {
        for (ProductSize size : sizes()) {
            int pitch = size.rows() + PITCH_EXTRA;
            float[] x = Numbers.normal(size.depth() * pitch, 1);
            Maker maker = (left, panels, y) -> MatrixProduct.ofColumns(ScalarTiles.of(tile), size, left, panels, y, List.of());
            check(tile, size, (row, k) -> x[k * pitch + row], x, pitch, maker, "columns");
        }
    }

    /// Windows over pictures of 2 examples and 3 channels: (height, width, kernel, stride, pad, dilation) in both
    /// directions, different ones where that tells them apart.
    static List<Window> windows() {
        return List.of(
                window(5, 6, 1, 1, 1, 1, 0, 0, 1, 1),
                window(5, 6, 3, 3, 1, 1, 1, 1, 1, 1),
                window(7, 6, 3, 2, 2, 1, 1, 0, 1, 2),
                window(9, 8, 3, 3, 2, 3, 2, 1, 2, 1),
                window(4, 4, 1, 1, 2, 2, 0, 0, 1, 1),
                window(1, 9, 1, 5, 1, 2, 0, 4, 1, 1),
                window(3, 3, 3, 3, 1, 1, 0, 0, 1, 1),
                window(9, 11, 5, 5, 1, 1, 2, 2, 1, 1),
                window(8, 9, 2, 3, 2, 2, 0, 0, 1, 2));
    }

    private static Window window(int h, int w, int kh, int kw, int sh, int sw, int ph, int pw, int dh, int dw) {
        int outputHeight = (h + 2 * ph - dh * (kh - 1) - 1) / sh + 1;
        int outputWidth = (w + 2 * pw - dw * (kw - 1) - 1) / sw + 1;
        return new Window(2, h, w, 3, outputHeight, outputWidth, kh, kw, sh, sw, ph, pw, dh, dw);
    }

    /// What the place `row` of a window sees at depth `k`.
    private static double patch(float[] x, int pitch, Window s, int row, int k) {
        int n = row / (s.outputHeight() * s.outputWidth());
        int i = row / s.outputWidth() % s.outputHeight();
        int j = row % s.outputWidth();
        int y = i * s.strideHeight() - s.padTop() + k / s.channels() / s.kernelWidth() * s.dilationHeight();
        int z = j * s.strideWidth() - s.padLeft() + k / s.channels() % s.kernelWidth() * s.dilationWidth();
        boolean inside = y >= 0 && y < s.height() && z >= 0 && z < s.width();
        return inside ? x[((n * s.height() + y) * s.width() + z) * pitch + k % s.channels()] : 0;
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void multipliesPatches(Tile tile) {
        for (Window s : windows()) {
            for (int pitch : new int[] {s.channels(), s.channels() + PITCH_EXTRA}) {
                float[] x = Numbers.normal(s.batch() * s.height() * s.width() * pitch, 1);
                Maker maker = (left, panels, y) -> MatrixProduct.ofPatches(ScalarTiles.of(tile), s, 5, left, panels, y, List.of());
                ProductSize size = new ProductSize(s.places(), s.depth(), 5);
                check(tile, size, (row, k) -> patch(x, pitch, s, row, k), x, pitch, maker, s.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void multipliesPatchColumns(Tile tile) {
        for (Window s : windows()) {
            for (int pitch : new int[] {s.channels(), s.channels() + PITCH_EXTRA}) {
                float[] x = Numbers.normal(s.batch() * s.height() * s.width() * pitch, 1);
                Maker maker =
                        (left, panels, y) -> MatrixProduct.ofPatchColumns(ScalarTiles.of(tile), s, 5, left, panels, y, List.of());
                ProductSize size = new ProductSize(s.depth(), s.places(), 5);
                check(tile, size, (row, k) -> patch(x, pitch, s, k, row), x, pitch, maker, s.toString());
            }
        }
    }

    /// So many channels that windows side by side would lie 4 KiB apart in the copied lines.
    @Test
    void multipliesPatchesOfManyChannels() {
        Tile tile = new Tile(4, 8);
        for (Window s : List.of(
                new Window(1, 5, 6, 512, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1),
                new Window(2, 3, 4, 1024, 3, 4, 3, 3, 1, 1, 1, 1, 1, 1))) {
            float[] x = Numbers.normal(s.batch() * s.height() * s.width() * s.channels(), 1);
            int pitch = s.channels();
            ProductSize rows = new ProductSize(s.places(), s.depth(), 5);
            Maker places = (left, panels, y) -> MatrixProduct.ofPatches(ScalarTiles.of(tile), s, 5, left, panels, y, List.of());
            check(tile, rows, (row, k) -> patch(x, pitch, s, row, k), x, pitch, places, s.toString());
            ProductSize columns = new ProductSize(s.depth(), s.places(), 5);
            Maker turned =
                    (left, panels, y) -> MatrixProduct.ofPatchColumns(ScalarTiles.of(tile), s, 5, left, panels, y, List.of());
            check(tile, columns, (row, k) -> patch(x, pitch, s, k, row), x, pitch, turned, s.toString());
            ProductSize own = new ProductSize(s.taps(), s.places(), s.channels());
            Maker taps = (left, panels, y) ->
                    MatrixProduct.ofChannelColumns(ScalarTiles.of(tile), s, left, panels, y, List.of());
            ElementOfColumn tap = (row, k, column) -> patch(x, pitch, s, k, row * s.channels() + column);
            check(tile, own, tap, x, pitch, taps, "channel columns " + s);
        }
    }

    /// What the cell `row` was seen by at depth `k`.
    private static double cell(float[] dy, int pitch, Window s, int row, int k) {
        int n = row / (s.height() * s.width());
        int i = row / s.width() % s.height() + s.padTop() - k / s.channels() / s.kernelWidth() * s.dilationHeight();
        int j = row % s.width() + s.padLeft() - k / s.channels() % s.kernelWidth() * s.dilationWidth();
        boolean whole = Math.floorMod(i, s.strideHeight()) == 0 && Math.floorMod(j, s.strideWidth()) == 0;
        int y = Math.floorDiv(i, s.strideHeight());
        int z = Math.floorDiv(j, s.strideWidth());
        boolean inside = whole && y >= 0 && y < s.outputHeight() && z >= 0 && z < s.outputWidth();
        return inside ? dy[((n * s.outputHeight() + y) * s.outputWidth() + z) * pitch + k % s.channels()] : 0;
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void multipliesCells(Tile tile) {
        for (Window s : windows()) {
            for (int pitch : new int[] {s.channels(), s.channels() + PITCH_EXTRA}) {
                float[] dy = Numbers.normal(s.places() * pitch, 1);
                Maker maker = (left, panels, y) -> MatrixProduct.ofCells(ScalarTiles.of(tile), s, 5, left, panels, y, List.of());
                ProductSize size = new ProductSize(s.batch() * s.height() * s.width(), s.depth(), 5);
                check(tile, size, (row, k) -> cell(dy, pitch, s, row, k), dy, pitch, maker, s.toString());
            }
        }
    }

    /// Three products whose left matrices differ from column to column: the channels of a depthwise convolution.
    @ParameterizedTest
    @MethodSource("tiles")
    void multipliesChannels(Tile tile) {
        for (Window s : windows()) {
            int channels = s.channels();
            for (int pitch : new int[] {channels, channels + PITCH_EXTRA}) {
                float[] x = Numbers.normal(s.batch() * s.height() * s.width() * pitch, 1);
                float[] dy = Numbers.normal(s.places() * pitch, 1);
                ProductKernels kernels = ScalarTiles.of(tile);
                check(
                        tile,
                        new ProductSize(s.places(), s.taps(), channels),
                        (row, k, column) -> patch(x, pitch, s, row, k * channels + column),
                        x,
                        pitch,
                        (left, panels, y) -> MatrixProduct.ofChannels(kernels, s, left, panels, y, List.of()),
                        "channels " + s);
                check(
                        tile,
                        new ProductSize(s.taps(), s.places(), channels),
                        (row, k, column) -> patch(x, pitch, s, k, row * channels + column),
                        x,
                        pitch,
                        (left, panels, y) ->
                                MatrixProduct.ofChannelColumns(kernels, s, left, panels, y, List.of()),
                        "channel columns " + s);
                check(
                        tile,
                        new ProductSize(s.cells(), s.taps(), channels),
                        (row, k, column) -> cell(dy, pitch, s, row, k * channels + column),
                        dy,
                        pitch,
                        (left, panels, y) ->
                                MatrixProduct.ofChannelCells(kernels, s, left, panels, y, List.of()),
                        "channel cells " + s);
            }
        }
    }

    @Test
    void finishesWithTheEpilogueOnceAndWithTheRightOperands() {
        TileEpilogue epilogue = new TileEpilogue() {
            @Override
            public int operands() {
                return 3;
            }

            @Override
            public void run(float[] c, int co, int stride, int rows, int columns, TileOperands operands) {
                for (int i = 0; i < rows * columns; i++) {
                    int row = i / columns;
                    int column = i % columns;
                    c[co + row * stride + column] += operands.array(0)[operands.offset(0) + column]
                            + operands.array(1)[operands.offset(1) + row * operands.stride(1) + column]
                            + operands.array(2)[operands.offset(2)];
                }
            }
        };
        Tile tile = new Tile(4, 8);
        var kernels = new ProductKernels(tile, ScalarTiles.of(tile).tiles(), epilogue);
        ProductSize size = new ProductSize(11, 600, 21);
        float[] arena = new float[3 * 11 * 21 + 21 + 11 * 600 + 24 * 600 + 1];
        int vector = 11 * 21;
        int matrix = vector + 21;
        int scalar = matrix + 11 * 21;
        for (int i = 0; i < 21; i++) {
            arena[vector + i] = i;
        }
        for (int i = 0; i < 11 * 21; i++) {
            arena[matrix + i] = 1000 * i;
        }
        arena[scalar] = 0.5f;
        // All of x and of the weight are 0, so the product is what the epilogue adds.
        int x = scalar + 1;
        MatrixProduct product = MatrixProduct.ofRows(
                kernels,
                size,
                Operand.arena(x, 600),
                Operand.arena(x + 11 * 600, 0),
                Operand.arena(0, 21),
                List.of(Operand.arena(vector, 0), Operand.arena(matrix, 21), Operand.arena(scalar, Operand.SCALAR)));
        runAll(product, new float[0], arena);
        float[] expected = new float[11 * 21];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = i % 21 + 1000 * i + 0.5f;
        }
        assertThat(Arrays.copyOf(arena, expected.length)).containsExactly(expected);
    }

    @Test
    void packsAFilterInEitherArrangement() {
        // A filter [2 out, 3 in, 2, 2] whose element says where it is.
        int[] dims = {2, 3, 2, 2};
        float[] filter = new float[24];
        for (int i = 0; i < 24; i++) {
            filter[i] = i;
        }
        Tile tile = new Tile(1, 2);
        float[] arena = new float[12 * 2];
        runAll(
                new PackPanels(
                        tile, new RightMatrix(2, 2, 3, 2, 1, 4, 2, 12), Operand.state(0, 0), Operand.arena(0, 0)),
                filter,
                arena);
        int at = 0;
        for (int cell = 0; cell < 4; cell++) {
            for (int in = 0; in < dims[1]; in++) {
                for (int out = 0; out < dims[0]; out++) {
                    assertThat(arena[at++]).isEqualTo(out * 12 + in * 4 + cell);
                }
            }
        }
        float[] gradient = Numbers.guard(2 * 8 * 2);
        runAll(
                new PackPanels(
                        tile, new RightMatrix(2, 2, 2, 2, 1, 12, 3, 4), Operand.state(0, 0), Operand.arena(0, 0)),
                filter,
                gradient);
        for (int k = 0; k < 8; k++) {
            assertThat(gradient[2 * k]).isEqualTo(k % 2 * 12 + k / 2);
            assertThat(gradient[2 * k + 1]).isEqualTo(k % 2 * 12 + 4 + k / 2);
            assertThat(gradient[16 + k]).as("half as wide").isEqualTo(k % 2 * 12 + 8 + k / 2);
        }
    }
}
