package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Products of one row have the bits of the same row in a [MatrixProduct], which is compared with sums in double.
class RowProductTest {
    private static final Tile TILE = new Tile(12, 32);
    private static final int DEPTH = 37;

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 10, 16, 17, 32, 36, 100, 128, 129, 160, 170, 513})
    void hasTheBitsOfARowAmongOthers(int columns) {
        float[] weight = Numbers.normal(DEPTH * columns, 2);
        RightMatrix right = RightMatrix.ofColumns(DEPTH, columns, DEPTH);
        int panels = DEPTH + 3;
        int target = panels + right.packedSize(TILE);
        float[] arena = Numbers.guard(target + columns + 7);
        System.arraycopy(Numbers.normal(DEPTH, 1), 0, arena, 3, DEPTH);
        new PackPanels(TILE, right, Operand.state(0, DEPTH), Operand.arena(panels, 0)).run(weight, arena, 0);
        float[] expected = arena.clone();
        var size = new ProductSize(1, DEPTH, columns);
        Operand x = Operand.arena(3, DEPTH);
        Operand y = Operand.arena(target, columns);
        List<RowKernel> kernels = RowTile.of(TILE, columns).stream()
                .<RowKernel>map(ScalarRowKernel::new)
                .toList();
        Operand b = Operand.arena(panels, 0);
        runAll(new RowProduct(kernels, new TileEpilogue.None(), size, x, b, y, List.of()), arena);
        runAll(MatrixProduct.ofRows(ScalarTiles.of(TILE), size, x, b, y, List.of()), expected);
        assertThat(arena).isEqualTo(expected);
    }

    private static void runAll(ChunkedWork work, float[] arena) {
        for (int chunk = work.chunks() - 1; chunk >= 0; chunk--) {
            work.run(new float[0], arena, chunk);
        }
    }

    /// Long rows are cut into chunks of several tiles, each with its own part of the epilogue's operands.
    @Test
    void chunksMeetTheirOperands() {
        int depth = 600;
        int columns = 1000;
        float[] arena = Numbers.guard(
                depth + columns + RightMatrix.ofRows(depth, columns, columns).packedSize(TILE) + columns);
        int panels = depth + columns;
        int target = arena.length - columns;
        System.arraycopy(Numbers.normal(depth + columns, 1), 0, arena, 0, depth + columns);
        var right = RightMatrix.ofRows(depth, columns, columns);
        float[] weight = Numbers.normal(depth * columns, 3);
        var pack = new PackPanels(TILE, right, Operand.state(0, columns), Operand.arena(panels, 0));
        for (int chunk = 0; chunk < pack.chunks(); chunk++) {
            pack.run(weight, arena, chunk);
        }
        List<RowKernel> kernels = RowTile.of(TILE, columns).stream()
                .<RowKernel>map(ScalarRowKernel::new)
                .toList();
        var product = new RowProduct(
                kernels,
                new AddOperand(),
                new ProductSize(1, depth, columns),
                Operand.arena(0, depth),
                Operand.arena(panels, 0),
                Operand.arena(target, columns),
                List.of(Operand.arena(depth, 0)));
        assertThat(product.chunks()).isGreaterThan(1);
        runAll(product, arena);
        double[] expected = new double[columns];
        for (int j = 0; j < columns; j++) {
            expected[j] = arena[depth + j];
            for (int k = 0; k < depth; k++) {
                expected[j] += (double) arena[k] * weight[k * columns + j];
            }
        }
        Numbers.assertClose("row", arena, target, expected, 2e-6);
    }

    private record AddOperand() implements TileEpilogue {
        @Override
        public int operands() {
            return 1;
        }

        @Override
        public void run(float[] c, int co, int stride, int rows, int columns, TileOperands operands) {
            for (int column = 0; column < columns; column++) {
                c[co + column] += operands.array(0)[operands.offset(0) + column];
            }
        }
    }

    @Test
    void tilesCoverTheColumnsOnce() {
        assertThat(RowTile.of(TILE, 100)).containsExactly(new RowTile(3, 32, 8));
        assertThat(RowTile.of(TILE, 10)).containsExactly(new RowTile(0, 32, 16));
        assertThat(RowTile.of(TILE, 90)).containsExactly(new RowTile(3, 32, 0));
        assertThat(RowTile.of(TILE, 160)).containsExactly(new RowTile(2, 32, 0), new RowTile(3, 32, 0));
        assertThat(RowTile.of(TILE, 130)).containsExactly(new RowTile(2, 32, 0), new RowTile(2, 32, 8));
        assertThat(RowTile.of(new Tile(4, 4), 7)).containsExactly(new RowTile(2, 4, 0));
    }
}
