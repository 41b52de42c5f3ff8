package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Products in loops have the bits of products by micro-kernels.
class LoopProductTest {
    private static final Tile TILE = new Tile(4, 8);

    /// A product of either kind, and the epilogue of both.
    private interface Maker {
        ChunkedWork make(TileEpilogue epilogue, Operand x, Operand panels, Operand y, List<Operand> extras);
    }

    /// Adds a vector.
    private record Shift() implements TileEpilogue {
        @Override
        public int operands() {
            return 1;
        }

        @Override
        public void run(float[] c, int co, int stride, int rows, int columns, TileOperands operands) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    c[co + row * stride + column] += operands.array(0)[operands.offset(0) + column];
                }
            }
        }
    }

    private static ProductKernels kernels(TileEpilogue epilogue) {
        return new ProductKernels(TILE, ScalarTiles.of(TILE).tiles(), epilogue);
    }

    private static void check(ProductSize size, float[] x, int pitch, Maker loops, Maker tiles, String what) {
        assertThat(result(size, x, pitch, LoopProduct.panels(size.columns()), loops))
                .as("%s %s", what, size)
                .containsExactly(result(size, x, pitch, TILE, tiles));
    }

    /// The bits of the rows of `y`, and of what lies between them.
    private static int[] result(ProductSize size, float[] x, int pitch, Tile tile, Maker maker) {
        float[] weight = Numbers.normal(size.depth() * size.columns() + size.columns(), 2);
        RightMatrix right = RightMatrix.ofColumns(size.depth(), size.columns(), size.depth());
        int panels = x.length + 3;
        int stride = size.columns() + 2;
        int target = panels + right.packedSize(tile) + 1;
        int length = size.rows() * stride;
        float[] arena = Numbers.guard(target + length);
        System.arraycopy(x, 0, arena, 3, x.length);
        runAll(new PackPanels(tile, right, Operand.state(0, size.depth()), Operand.arena(panels, 0)), weight, arena);
        Operand shift = Operand.state(size.depth() * size.columns(), 0);
        ChunkedWork product = maker.make(
                new Shift(),
                Operand.arena(3, pitch),
                Operand.arena(panels, 0),
                Operand.arena(target, stride),
                List.of(shift));
        runAll(product, weight, arena);
        runAll(product, weight, arena);
        float[] rows = Arrays.copyOfRange(arena, target, target + length);
        int[] bits = new int[length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(rows[i]));
        return bits;
    }

    private static void runAll(ChunkedWork work, float[] state, float[] arena) {
        for (int chunk = work.chunks() - 1; chunk >= 0; chunk--) {
            work.run(state, arena, chunk);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2,   1,   1",
        "7,   5,   3",
        "33,  17,  10",
        "32,  147, 64",
        "65,  64,  100",
        "49,  130, 256",
        "50,  300, 257",
        "31,  66,  320",
        "3,   9,   512",
        "70,  33,  1000"
    })
    void multipliesRows(int rows, int depth, int columns) {
        var size = new ProductSize(rows, depth, columns);
        int pitch = depth + 5;
        check(
                size,
                Numbers.normal(rows * pitch, 1),
                pitch,
                (epilogue, x, panels, y, extras) -> LoopProduct.ofRows(epilogue, size, x, panels, y, extras),
                (epilogue, x, panels, y, extras) -> MatrixProduct.ofRows(kernels(epilogue), size, x, panels, y, extras),
                "rows");
    }

    private static List<Window> windows() {
        return MatrixProductTest.windows();
    }

    @ParameterizedTest
    @MethodSource("windows")
    void multipliesPatches(Window window) {
        for (int columns : new int[] {5, 64, 300}) {
            check(
                    new ProductSize(window.places(), window.depth(), columns),
                    Numbers.normal(window.batch() * window.height() * window.width() * window.channels(), 1),
                    window.channels(),
                    (epilogue, x, panels, y, extras) ->
                            LoopProduct.ofPatches(epilogue, window, columns, x, panels, y, extras),
                    (epilogue, x, panels, y, extras) ->
                            MatrixProduct.ofPatches(kernels(epilogue), window, columns, x, panels, y, extras),
                    "patches " + window);
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    void multipliesCells(Window window) {
        for (int columns : new int[] {5, 64, 300}) {
            check(
                    new ProductSize(window.cells(), window.depth(), columns),
                    Numbers.normal(window.places() * window.channels(), 1),
                    window.channels(),
                    (epilogue, dy, panels, y, extras) ->
                            LoopProduct.ofCells(epilogue, window, columns, dy, panels, y, extras),
                    (epilogue, dy, panels, y, extras) ->
                            MatrixProduct.ofCells(kernels(epilogue), window, columns, dy, panels, y, extras),
                    "cells " + window);
        }
    }

    /// Windows with so many channels that each cell is a segment of its own.
    @Test
    void multipliesPatchesOfManyChannels() {
        var window = new Window(2, 5, 6, 70, 5, 6, 3, 3, 1, 1, 1, 1, 1, 1);
        check(
                new ProductSize(window.places(), window.depth(), 20),
                Numbers.normal(window.batch() * window.height() * window.width() * window.channels(), 1),
                window.channels(),
                (epilogue, x, panels, y, extras) -> LoopProduct.ofPatches(epilogue, window, 20, x, panels, y, extras),
                (epilogue, x, panels, y, extras) ->
                        MatrixProduct.ofPatches(kernels(epilogue), window, 20, x, panels, y, extras),
                "patches " + window);
    }

    /// The plan leaves room for whole panels of 32 columns.
    @ParameterizedTest
    @ValueSource(ints = {1, 31, 64, 100, 192, 1000})
    void panelsHaveNothingBehindTheirLastColumn(int columns) {
        RightMatrix right = RightMatrix.ofRows(3, columns, columns);
        assertThat(right.packedSize(LoopProduct.panels(columns))).isEqualTo(3 * columns);
        assertThat(LoopProduct.panels(columns).panelWidths(columns)).hasSize(1);
    }
}
