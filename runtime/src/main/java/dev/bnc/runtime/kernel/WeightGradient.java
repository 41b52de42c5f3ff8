package dev.bnc.runtime.kernel;

import dev.bnc.runtime.kernel.MicroKernel.Reading;
import java.util.Arrays;

/// The weight gradient of a convolution of any window, as a product `[taps x channels, places] * [places, columns]`
/// of great depth. [MatrixProduct] computes the same, but reads all pictures once for each block of rows.
///
/// Places are cut into ranges, rows into blocks whose sums stay in a second-level cache. For each, what some windows
/// at a time see is copied to the memory of the thread, window after window, and multiplied with the gradients of
/// those places; all of that is added to partial sums `[ranges, rows, columns]`.
/// [WeightGradientSum] makes the result of them.
public final class WeightGradient implements ChunkedWork {
    /// Floats of a cache line.
    private static final int LINE = 16;

    private final TileKernels kernels;
    private final Parts parts;
    private final Patches patches;
    private final Operand x;
    private final Operand dy;
    private final Operand sums;

    /// How the work is cut, and what room partial sums need. Depends on sizes only.
    ///
    /// @param places of the window, over all examples
    /// @param taps cells of the window
    /// @param channels of the pictures
    /// @param columns channels of the places
    public record Parts(int places, int taps, int channels, int columns) {
        /// Floats of a block's sums, and of what some windows see: together some 3/4 of a second-level cache of 1 MiB.
        private static final int BLOCK = 98_304;

        /// Sides of all tiles divide it.
        private static final int ROW_STEP = 48;

        private static final int FEWEST_ROWS = 96;
        private static final int MOST_CHUNKS = 16;
        private static final int MOST_TOGETHER = 192;
        private static final int FEWEST_TOGETHER = 64;
        private static final int FEWEST_IN_RANGE = 256;

        /// Fewer places are not worth a second phase.
        private static final int FEWEST_PLACES = 512;

        /// With more columns, copies of gradients for few rows at a time would take too long.
        private static final int MOST_COLUMNS = 1024;

        /// Whether this is the faster way.
        public boolean pays() {
            return places >= FEWEST_PLACES && columns <= MOST_COLUMNS;
        }

        int rows() {
            return Math.multiplyExact(taps, channels);
        }

        /// Rows of a block.
        int blockRows() {
            return Math.min(rows(), Math.max(FEWEST_ROWS, BLOCK / columns / ROW_STEP * ROW_STEP));
        }

        int rowBlocks() {
            return Math.ceilDiv(rows(), blockRows());
        }

        /// Windows that are copied at a time.
        int together() {
            return Math.clamp(BLOCK / blockRows(), FEWEST_TOGETHER, MOST_TOGETHER);
        }

        /// Number of ranges the places are cut into, a power of two so that two threads have as much to do.
        int ranges() {
            int most = Math.min(MOST_CHUNKS / rowBlocks(), places / FEWEST_IN_RANGE);
            return Integer.highestOneBit(Math.max(1, most));
        }

        /// First place of a range.
        int firstPlace(int range) {
            return (int) ((long) places * range / ranges());
        }

        /// Floats of one range's sums.
        int rangeSize() {
            return Math.multiplyExact(rows(), columns);
        }

        /// Floats of all partial sums.
        public int size() {
            return Math.multiplyExact(ranges(), rangeSize());
        }
    }

    /// The partial sums of `x [batch, height, width, channels]` and `dy [batch, outputHeight, outputWidth, columns]`.
    ///
    /// @param sums as many floats as [Parts#size] says
    public WeightGradient(ProductKernels kernels, Window window, int columns, Operand x, Operand dy, Operand sums) {
        this.kernels = new TileKernels(kernels);
        this.parts = new Parts(window.places(), window.taps(), window.channels(), columns);
        this.patches = Patches.ofPlaces(window.pointwise() ? window.inOneLine() : window, x.rowStride());
        this.x = x;
        this.dy = dy;
        this.sums = sums;
    }

    @Override
    public int chunks() {
        return parts.ranges() * parts.rowBlocks();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int range = chunk / parts.rowBlocks();
        int row = chunk % parts.rowBlocks() * parts.blockRows();
        int end = Math.min(parts.rows(), row + parts.blockRows());
        int first = parts.firstPlace(range);
        int last = parts.firstPlace(range + 1);
        int most = Math.min(parts.together(), last - first);
        TileRunner runner = TileRunner.ofThread();
        int step = step(end - row);
        float[] left = runner.floats(0, step * most);
        int target = sums.offset() + range * parts.rangeSize() + row * parts.columns();
        for (int place = first; place < last; place += most) {
            int count = Math.min(last - place, most);
            patches.copy(x.in(state, arena), x.offset(), place, count, row, end, left, 0, step, 1);
            runner.tile().begin(left, step);
            runner.tile().add(0, 0, count);
            int mode = place == first ? MicroKernel.REPLACE : MicroKernel.ACCUMULATE;
            multiply(runner, dy.in(state, arena), place, end - row, sums.in(state, arena), target, mode);
        }
        runner.tile().release();
    }

    /// Floats from one window's copy to the next: an odd number of cache lines, so that all of them are used.
    private static int step(int rows) {
        return (Math.ceilDiv(rows, LINE) | 1) * LINE;
    }

    /// All rows of the block with all columns.
    private void multiply(TileRunner runner, float[] gradients, int place, int rows, float[] to, int target, int mode) {
        int columns = parts.columns();
        int count = runner.tile().length(0);
        int from = dy.offset() + place * dy.rowStride();
        for (int c = 0; c < columns; c += kernels.tile().columns()) {
            int width = kernels.tile().panelWidth(columns - c);
            int inside = Math.min(width, columns - c);
            if (width == dy.rowStride()) {
                panel(runner, gradients, from, width, rows, inside, to, target + c, mode);
            } else {
                float[] panel = runner.floats(1, count * kernels.tile().columns());
                copy(gradients, from + c, count, inside, panel, width);
                panel(runner, panel, 0, width, rows, inside, to, target + c, mode);
            }
        }
    }

    /// Rows of `inside` floats to such of `width`, with zeros behind.
    private void copy(float[] gradients, int from, int count, int inside, float[] panel, int width) {
        if (inside < width) {
            Arrays.fill(panel, 0, count * width, 0);
        }
        BlockCopy.copy(gradients, from, dy.rowStride(), count, inside, panel, 0, width, 1);
    }

    private void panel(
            TileRunner runner,
            float[] panel,
            int from,
            int width,
            int rows,
            int inside,
            float[] to,
            int target,
            int mode) {
        int height;
        for (int r = 0; r < rows; r += height) {
            MicroKernel kernel = kernels.of(Reading.COLUMNS, rows - r, width);
            height = kernel.tile().rows();
            runner.tile().place(0, r);
            int at = target + r * parts.columns();
            runner.run(kernel, panel, from, to, at, parts.columns(), mode, height, inside);
        }
    }
}
