package dev.bnc.runtime.kernel;

import dev.bnc.runtime.kernel.MicroKernel.Reading;

/// Left matrices with consecutive rows: the transposes of those in [LeftRows]. Their depth is mostly large (all
/// positions of all pictures), so it is worked on in blocks.
sealed interface LeftColumns extends LeftMatrix {
    /// A panel of 32 columns and this depth is 32 KiB.
    int DEEPEST = 256;

    /// The transpose of what each place of a window sees.
    static LeftColumns of(Patches patches) {
        return patches.inside() ? new Inside(patches) : new Bordered(new BorderedLines(patches));
    }

    @Override
    default Reading reading() {
        return Reading.COLUMNS;
    }

    /// Index of a row, at the depth where a segment starts.
    int index(int row);

    @Override
    default void place(int row, int rows, int height, int column, LeftTile tile) {
        tile.place(0, index(row));
    }

    /// Columns of a matrix whose rows are `stride` floats apart.
    record Plain(int stride) implements LeftColumns {
        @Override
        public int blockDepth(int depth) {
            return Math.ceilDiv(depth, Math.ceilDiv(depth, DEEPEST));
        }

        @Override
        public int together(int row) {
            return Integer.MAX_VALUE;
        }

        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            runner.tile().begin(x, stride);
            runner.tile().add(xo + from * stride, from, to - from);
        }

        @Override
        public int index(int row) {
            return row;
        }
    }

    /// The cells of a window that never sticks out.
    record Inside(Patches patches) implements LeftColumns {
        @Override
        public int blockDepth(int depth) {
            return patches.wholeLines(DEEPEST);
        }

        @Override
        public int together(int row) {
            return patches.leftOfRun(row, patches.pitch());
        }

        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            runner.tile().begin(x, patches.strideWidth() * patches.pitch());
            for (int window = from; window < to; window += patches.leftOfLine(window)) {
                int line = window / patches.columns();
                int top = line / patches.rows() * patches.height() + line % patches.rows() * patches.strideHeight();
                int left = window % patches.columns() * patches.strideWidth();
                int at = xo + (top * patches.width() + left) * patches.pitch();
                runner.tile().add(at, window, Math.min(to - window, patches.leftOfLine(window)));
            }
        }

        @Override
        public int index(int row) {
            return patches.cellOf(row, patches.pitch(), patches.width() * patches.pitch());
        }
    }

    /// The cells of a window that may stick out: the lines a block needs are copied, with zeros around them.
    record Bordered(BorderedLines lines) implements LeftColumns {
        @Override
        public int blockDepth(int depth) {
            return lines.patches().wholeLines(DEEPEST);
        }

        @Override
        public int together(int row) {
            return lines.patches().leftOfRun(row, lines.pitch());
        }

        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            Patches patches = lines.patches();
            lines.copy(x, xo, from, to, patches.strideWidth() * lines.pitch(), runner);
            lines.addLines(from, to, runner.tile());
        }

        @Override
        public int index(int row) {
            return lines.patches().cellOf(row, lines.pitch(), lines.lineLength());
        }
    }
}
