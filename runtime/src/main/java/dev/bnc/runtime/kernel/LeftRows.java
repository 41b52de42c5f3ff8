package dev.bnc.runtime.kernel;

import dev.bnc.runtime.kernel.MicroKernel.Reading;

/// Left matrices with consecutive depth: rows of a matrix, and what a window sees of pictures.
sealed interface LeftRows extends LeftMatrix {
    /// What each place of a window sees of pictures whose positions are `pitch` floats apart.
    static LeftRows ofPlaces(Window window, int pitch) {
        return window.pointwise() ? new Plain(pitch) : of(Patches.ofPlaces(window, pitch));
    }

    /// What places see each cell of a window, of gradients whose positions are `pitch` floats apart.
    static LeftRows ofCells(Window window, int pitch) {
        return window.pointwise() ? new Plain(pitch) : of(Patches.ofCells(window, pitch));
    }

    /// In the way that is fastest.
    private static LeftRows of(Patches patches) {
        if (patches.run() < SHORTEST_RUN) {
            return new Unfolded(new BorderedLines(patches));
        }
        boolean dense = patches.joined(patches.pitch()) || patches.channels() >= SHORTEST_RUN;
        return dense && patches.inside() ? new Inside(patches) : new Bordered(new BorderedLines(patches));
    }

    /// Runs of fewer floats are copied together: kernels lose too much at the beginning of each.
    int SHORTEST_RUN = 32;

    @Override
    default Reading reading() {
        return Reading.ROWS;
    }

    @Override
    default int blockDepth(int depth) {
        return depth;
    }

    @Override
    default int together(int row) {
        return Integer.MAX_VALUE;
    }

    /// Index of a row in the array its block was prepared in.
    int index(int row, LeftTile tile);

    @Override
    default void place(int row, int rows, int height, int column, LeftTile tile) {
        int index = 0;
        for (int i = 0; i < rows; i++) {
            index = index(row + i, tile);
            tile.place(i, index);
        }
        for (int i = rows; i < height; i++) {
            tile.place(i, index);
        }
    }

    /// Rows of a matrix, `stride` floats apart.
    record Plain(int stride) implements LeftRows {
        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            runner.tile().begin(x, 1);
            runner.tile().add(xo, 0, to);
        }

        @Override
        public int index(int row, LeftTile tile) {
            return row * stride;
        }
    }

    /// What a window sees that never sticks out.
    record Inside(Patches patches) implements LeftRows {
        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            runner.tile().begin(x, 1);
            patches.addSegments(runner.tile(), xo, patches.pitch(), patches.width() * patches.pitch());
        }

        @Override
        public int index(int row, LeftTile tile) {
            int line = row / patches.columns();
            int picture = line / patches.rows() * patches.height();
            int top = picture + line % patches.rows() * patches.strideHeight();
            int left = row % patches.columns() * patches.strideWidth();
            return (top * patches.width() + left) * patches.pitch();
        }
    }

    /// What a window sees that may stick out: the lines a block needs are copied, with zeros around them.
    record Bordered(BorderedLines lines) implements LeftRows {
        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            lines.copy(x, xo, row, end, 1, runner);
            lines.patches().addSegments(runner.tile(), 0, lines.pitch(), lines.lineLength());
        }

        @Override
        public int index(int row, LeftTile tile) {
            return lines.index(row, tile);
        }

        /// Kernel rows that lie above or below the picture for all windows of the tile are left out.
        @Override
        public void place(int row, int rows, int height, int column, LeftTile tile) {
            LeftRows.super.place(row, rows, height, column, tile);
            lines.narrow(row, row + rows, tile);
        }
    }

    /// What a window sees, window after window (im2col), copied from lines with zeros around them.
    record Unfolded(BorderedLines lines) implements LeftRows {
        private static final int ALIGNMENT = 16;

        private int stride() {
            return Math.ceilDiv(lines.patches().depth(), ALIGNMENT) * ALIGNMENT + BlockCopy.SPILL;
        }

        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            float[] copy = runner.unfolded((end - row) * stride());
            Patches patches = lines.patches();
            LeftTile tile = runner.tile();
            lines.copy(x, xo, row, end, 1, runner);
            patches.addSegments(tile, 0, lines.pitch(), lines.lineLength());
            int step = patches.strideWidth() * lines.pitch();
            int count;
            for (int window = row; window < end; window += count) {
                count = Math.min(end - window, patches.leftOfLine(window));
                int source = lines.index(window, tile);
                for (int s = 0; s < tile.segments(); s++) {
                    int target = (window - row) * stride() + tile.depth(s);
                    int length = tile.length(s);
                    BlockCopy.spill(tile.array(), source + tile.offset(s), step, count, length, copy, target, stride());
                }
            }
            tile.begin(copy, 1);
            tile.add(0, 0, to);
            tile.originate(row);
        }

        @Override
        public int index(int row, LeftTile tile) {
            return (row - tile.origin()) * stride();
        }
    }
}
