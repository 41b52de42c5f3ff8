package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorTransposeTest {
    @Test
    void turnsASquare() {
        assumeTrue(VectorTranspose.possible(), "vectors of another length");
        float[] x = Numbers.normal(16 * 20, 1);
        float[] y = Numbers.guard(3 + 16 * 19);
        VectorTranspose.square(x, 2, 19, y, 3, 18, new float[256]);
        for (int row = 0; row < 16; row++) {
            for (int column = 0; column < 16; column++) {
                assertThat(y[3 + column * 18 + row]).isEqualTo(x[2 + row * 19 + column]);
            }
            assertThat(y[3 + row * 18 + 16]).isNaN();
        }
    }

    /// Squares, and what is left beside and below them.
    @ParameterizedTest
    @CsvSource({"16,16", "32,50", "100,784", "19,37", "15,40", "48,15", "33,16", "1,9", "21,8"})
    void blocksAreTurned(int rows, int columns) {
        float[] x = Numbers.normal(rows * (columns + 2), 1);
        float[] y = Numbers.guard(columns * (rows + 1));
        BlockCopy.copy(x, 1, columns + 2, rows, columns, y, 0, 1, rows + 1);
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                assertThat(y[column * (rows + 1) + row]).isEqualTo(x[1 + row * (columns + 2) + column]);
            }
            assertThat(y[column * (rows + 1) + rows]).isNaN();
        }
    }
}
