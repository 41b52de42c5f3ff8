package dev.bnc.runtime.kernel;

import dev.bnc.runtime.kernel.MicroKernel.Reading;

/// Left matrices of depthwise convolutions, one for each channel: they lie side by side, as the channels do.
///
/// The lines a block sees are copied, with zeros around them, also where no window sticks out: so whole vectors can
/// be read whatever the number of channels.
sealed interface LeftChannels extends LeftMatrix {
    /// The lines that are seen.
    BorderedLines lines();

    /// Index of a row in the copy, at its first segment and channel.
    int index(int row, LeftTile tile);

    @Override
    default Reading reading() {
        return Reading.CHANNELS;
    }

    @Override
    default int together(int row) {
        return Integer.MAX_VALUE;
    }

    @Override
    default void place(int row, int rows, int height, int column, LeftTile tile) {
        int index = 0;
        for (int i = 0; i < rows; i++) {
            index = index(row + i, tile) + column;
            tile.place(i, index);
        }
        for (int i = rows; i < height; i++) {
            tile.place(i, index);
        }
    }

    /// A row for each place of the window, the depth goes through its cells.
    record Places(BorderedLines lines) implements LeftChannels {
        @Override
        public int blockDepth(int depth) {
            return depth;
        }

        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            Patches patches = lines.patches();
            lines.copy(x, xo, row, end, patches.dilationWidth() * lines.pitch(), runner);
            int left = -patches.lowestColumn() * lines.pitch();
            for (int a = 0; a < patches.kernelHeight(); a++) {
                int line = (a * patches.dilationHeight() - patches.lowestRow()) * lines.lineLength();
                runner.tile().add(line + left, a * patches.kernelWidth(), patches.kernelWidth());
            }
        }

        @Override
        public int index(int row, LeftTile tile) {
            return lines.index(row, tile);
        }
    }

    /// A row for each cell of the window, the depth goes through its places: a weight gradient.
    record Taps(BorderedLines lines) implements LeftChannels {
        @Override
        public int blockDepth(int depth) {
            return lines.patches().wholeLines(LeftColumns.DEEPEST);
        }

        @Override
        public void prepare(float[] x, int xo, int row, int end, int from, int to, TileRunner runner) {
            lines.copy(x, xo, from, to, lines.patches().strideWidth() * lines.pitch(), runner);
            lines.addLines(from, to, runner.tile());
        }

        @Override
        public int index(int row, LeftTile tile) {
            return lines.patches().cellOf(row * lines.patches().channels(), lines.pitch(), lines.lineLength());
        }
    }
}
