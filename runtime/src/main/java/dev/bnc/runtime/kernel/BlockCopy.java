package dev.bnc.runtime.kernel;

/// Copies small blocks into panels: the inner loops of packing.
///
/// Element `(row, column)` of a block moves from `source + row * sourceStep + column` to
/// `target + row * rowStep + column * columnStep`.
final class BlockCopy {
    /// From here on one call to the copier of the JDK for each row pays.
    private static final int LONG_RUN = 32;

    private static final int SHORT_RUN = 8;

    private static final int COLOURS = 3;

    /// More floats than a vector has.
    static final int SPILL = 64;

    private BlockCopy() {}

    static void copy(
            float[] x,
            int source,
            int sourceStep,
            int rows,
            int columns,
            float[] y,
            int target,
            int rowStep,
            int columnStep) {
        if (columnStep == 1 && columns >= LONG_RUN) {
            longRuns(x, source, sourceStep, rows, columns, y, target, rowStep);
        } else if (columnStep == 1) {
            runs(x, source, sourceStep, rows, columns, y, target, rowStep);
        } else if (sourceStep == 1 && rowStep == 1) {
            runs(x, source, 1, columns, rows, y, target, columnStep);
        } else if (rowStep == 1 && rows == COLOURS && columnStep == COLOURS) {
            interleave(x, source, sourceStep, columns, y, target);
        } else if (rowStep == 1 && columns >= SHORT_RUN) {
            transpose(x, source, sourceStep, rows, columns, y, target, columnStep);
        } else {
            for (int column = 0; column < columns; column++) {
                line(x, source + column, sourceStep, rows, y, target + column * columnStep, rowStep);
            }
        }
    }

    /// Three planes become cells of three floats: an image's colours. Steps that are constants let HotSpot check all indices
    /// before the loop.
    private static void interleave(float[] x, int source, int sourceStep, int cells, float[] y, int target) {
        int second = source + sourceStep;
        int third = second + sourceStep;
        for (int cell = 0; cell < cells; cell++) {
            y[target + COLOURS * cell] = x[source + cell];
            y[target + COLOURS * cell + 1] = x[second + cell];
            y[target + COLOURS * cell + 2] = x[third + cell];
        }
    }

    private static void longRuns(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int rowStep) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, source + row * sourceStep, y, target + row * rowStep, columns);
        }
    }

    private static void runs(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int rowStep) {
        if (KernelProvider.choice() == KernelProvider.Choice.VECTOR) {
            VectorRuns.copy(x, source, sourceStep, rows, columns, y, target, rowStep);
            return;
        }
        for (int row = 0; row < rows; row++) {
            line(x, source + row * sourceStep, 1, columns, y, target + row * rowStep, 1);
        }
    }

    /// Copies runs as [#copy] does, where up to [#SPILL] floats behind each may be read and behind its copy
    /// overwritten.
    static void spill(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int rowStep) {
        switch (KernelProvider.choice()) {
            case VECTOR -> VectorRuns.spill(x, source, sourceStep, rows, columns, y, target, rowStep);
            case SCALAR -> {
                for (int row = 0; row < rows; row++) {
                    line(x, source + row * sourceStep, 1, columns, y, target + row * rowStep, 1);
                }
            }
        }
    }

    /// `count` floats, `sourceStep` apart, to where they are `step` apart.
    static void line(float[] x, int source, int sourceStep, int count, float[] y, int target, int step) {
        int from = source;
        int to = target;
        for (int i = 0; i < count; i++) {
            y[to] = x[from];
            from += sourceStep;
            to += step;
        }
    }

    /// Rows become columns next to each other: squares in vectors, what is left beside and below them some rows at a time,
    /// so that stores lie together.
    private static void transpose(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int columnStep) {
        int side = VectorTranspose.SIDE;
        if (Math.min(rows, columns) < side || !turnsSquares()) {
            transposeLines(x, source, sourceStep, rows, columns, y, target, columnStep);
            return;
        }
        int height = rows / side * side;
        int width = columns / side * side;
        float[] room = TileRunner.ofThread().square();
        for (int row = 0; row < height; row += side) {
            for (int column = 0; column < width; column += side) {
                int from = source + row * sourceStep + column;
                VectorTranspose.square(x, from, sourceStep, y, target + row + column * columnStep, columnStep, room);
            }
        }
        int right = source + width;
        int below = source + height * sourceStep;
        transposeLines(x, right, sourceStep, height, columns - width, y, target + width * columnStep, columnStep);
        transposeLines(x, below, sourceStep, rows - height, columns, y, target + height, columnStep);
    }

    private static boolean turnsSquares() {
        return KernelProvider.choice() == KernelProvider.Choice.VECTOR && VectorTranspose.possible();
    }

    private static void transposeLines(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int columnStep) {
        int row = 0;
        for (; row + 8 <= rows; row += 8) {
            transposeEight(x, source + row * sourceStep, sourceStep, columns, y, target + row, columnStep);
        }
        for (; row + 4 <= rows; row += 4) {
            transposeFour(x, source + row * sourceStep, sourceStep, columns, y, target + row, columnStep);
        }
        for (; row < rows; row++) {
            line(x, source + row * sourceStep, 1, columns, y, target + row, columnStep);
        }
    }

    private static void transposeFour(
            float[] x, int source, int sourceStep, int columns, float[] y, int target, int columnStep) {
        int second = source + sourceStep;
        int third = second + sourceStep;
        int fourth = third + sourceStep;
        int to = target;
        for (int column = 0; column < columns; column++) {
            y[to] = x[source + column];
            y[to + 1] = x[second + column];
            y[to + 2] = x[third + column];
            y[to + 3] = x[fourth + column];
            to += columnStep;
        }
    }

    private static void transposeEight(
            float[] x, int source, int sourceStep, int columns, float[] y, int target, int columnStep) {
        int to = target;
        for (int column = source; column < source + columns; column++) {
            y[to] = x[column];
            y[to + 1] = x[column + sourceStep];
            y[to + 2] = x[column + 2 * sourceStep];
            y[to + 3] = x[column + 3 * sourceStep];
            y[to + 4] = x[column + 4 * sourceStep];
            y[to + 5] = x[column + 5 * sourceStep];
            y[to + 6] = x[column + 6 * sourceStep];
            y[to + 7] = x[column + 7 * sourceStep];
            to += columnStep;
        }
    }

    /// Sets a block to zero.
    static void clear(float[] y, int target, int rows, int columns, int rowStep, int columnStep) {
        for (int row = 0; row < rows; row++) {
            int to = target + row * rowStep;
            for (int column = 0; column < columns; column++) {
                y[to] = 0;
                to += columnStep;
            }
        }
    }
}
