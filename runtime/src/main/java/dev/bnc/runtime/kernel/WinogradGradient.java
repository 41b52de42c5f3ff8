package dev.bnc.runtime.kernel;

import dev.bnc.runtime.kernel.MicroKernel.Reading;

/// The weight gradient of a convolution with a 3x3 or 5x5 kernel, stride 1 and no dilation by Winograd's F(3x3, 4x4) and
/// F(5x5, 2x2): from the gradients of a tile and the 6x6 inputs it sees with 36 multiplications instead of 144 or 100,
/// with the interpolation points of [Winograd]. Channels of both sides are multiples of 16.
///
/// Tiles are cut into some ranges, columns into some blocks. For each, the transforms of some tiles at a time go to the
/// memory of the thread; then each point's product `[channels, tiles] * [tiles, columns]` is added to partial sums
/// `[ranges, 36, channels, columns]`. [WinogradGradientSum] makes the result of them.
public final class WinogradGradient implements ChunkedWork {
    /// Tiles whose transforms are made at a time: a panel of 32 columns is half a first-level cache.
    private static final int BLOCK_TILES = 128;

    /// Channels of a panel of the left matrices.
    private static final int GROUP = 16;

    private final TileKernels kernels;
    private final WinogradTiles tiles;
    private final Parts parts;
    private final Operand x;
    private final Operand dy;
    private final Operand sums;

    /// How the work is cut, and what room partial sums need.
    ///
    /// @param height lines of the places of a picture
    /// @param width places of a line
    /// @param channels channels of the pictures
    /// @param columns channels of the places
    /// @param side rows and columns of the kernel
    public record Parts(int batch, int height, int width, int channels, int columns, int side) {
        private static final int MOST_RANGES = 4;
        private static final int FEWEST_TILES = 128;
        private static final int FEWEST_COLUMNS = 64;

        private int tiles() {
            int outputs = WinogradForm.goingBack(side).outputs();
            return Math.multiplyExact(batch, Math.ceilDiv(width, outputs) * Math.ceilDiv(height, outputs));
        }

        /// Number of ranges the tiles are cut into, a power of two so that two threads have as much to do.
        int ranges() {
            return Integer.highestOneBit(Math.clamp(tiles() / FEWEST_TILES, 1, MOST_RANGES));
        }

        /// First tile of a range.
        int firstTile(int range) {
            return (int) ((long) tiles() * range / ranges());
        }

        /// Columns of a block.
        int blockColumns() {
            boolean whole = ranges() == MOST_RANGES || columns < FEWEST_COLUMNS;
            return whole ? columns : Math.ceilDiv(columns / 2, 2 * GROUP) * 2 * GROUP;
        }

        int columnBlocks() {
            return Math.ceilDiv(columns, blockColumns());
        }

        /// Floats of one range's sums.
        int rangeSize() {
            return Math.multiplyExact(Winograd.POINTS * channels, columns);
        }

        /// Floats of all partial sums.
        public int size() {
            return Math.multiplyExact(ranges(), rangeSize());
        }
    }

    /// The partial sums of `x [batch, height, width, channels]` and `dy [batch, outputHeight, outputWidth, columns]`.
    ///
    /// @param sums as many floats as [Parts#size] says
    public WinogradGradient(ProductKernels kernels, Window window, int columns, Operand x, Operand dy, Operand sums) {
        this.kernels = new TileKernels(kernels);
        this.tiles = new WinogradTiles(window, WinogradForm.goingBack(window.kernelHeight()));
        this.parts = new Parts(
                window.batch(),
                window.outputHeight(),
                window.outputWidth(),
                window.channels(),
                columns,
                window.kernelHeight());
        this.x = x;
        this.dy = dy;
        this.sums = sums;
    }

    @Override
    public int chunks() {
        return parts.ranges() * parts.columnBlocks();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int range = chunk / parts.columnBlocks();
        int column = chunk % parts.columnBlocks() * parts.blockColumns();
        int end = Math.min(parts.columns(), column + parts.blockColumns());
        int first = parts.firstTile(range);
        int last = parts.firstTile(range + 1);
        int most = Math.min(BLOCK_TILES, last - first);
        TileRunner runner = TileRunner.ofThread();
        float[] left = runner.floats(0, Winograd.POINTS * Winograd.pointStep(most * parts.channels()));
        float[] right = runner.floats(1, Winograd.POINTS * Winograd.pointStep(most * (end - column)));
        for (int tile = first; tile < last; tile += BLOCK_TILES) {
            int count = Math.min(last - tile, BLOCK_TILES);
            transform(state, arena, tile, count, column, end, left, right, runner);
            int mode = tile == first ? MicroKernel.REPLACE : MicroKernel.ACCUMULATE;
            int to = sums.offset() + range * parts.rangeSize() + column;
            for (int point = 0; point < Winograd.POINTS; point++) {
                runner.tile().begin(left, GROUP);
                runner.tile().add(point * Winograd.pointStep(count * parts.channels()), 0, count);
                int b = point * Winograd.pointStep(count * (end - column));
                multiply(runner, right, b, end - column, sums.in(state, arena), to, mode);
                to += parts.channels() * parts.columns();
            }
        }
        runner.tile().release();
    }

    /// Left matrices `[36, channels / 16, count, 16]` and panels of right ones `[36, count, end - column]`.
    private void transform(
            float[] state,
            float[] arena,
            int tile,
            int count,
            int column,
            int end,
            float[] left,
            float[] right,
            TileRunner runner) {
        float[] pictures = x.in(state, arena);
        float[] gradients = dy.in(state, arena);
        var panels = new WinogradTiles.Panels(kernels.tile(), count, Winograd.Scale.FILTER);
        int step = Winograd.pointStep(count * parts.channels());
        for (int t = 0; t < count; t++) {
            int to = t * GROUP;
            tiles.inputs(
                    pictures, x.offset(), x.rowStride(), tile + t, left, to, step, GROUP, count * GROUP, runner);
            tiles.gradients(
                    gradients, dy.offset(), dy.rowStride(), tile + t, column, end, right, panels, t, runner);
        }
    }

    /// One point's product, of all channels and `width` columns.
    private void multiply(TileRunner runner, float[] right, int b, int width, float[] to, int target, int mode) {
        int depth = runner.tile().length(0);
        for (int c = 0; c < width; c += kernels.tile().columns()) {
            int panel = kernels.tile().halfPanelWidth(width - c);
            int rows;
            for (int r = 0; r < parts.channels(); r += rows) {
                MicroKernel kernel = kernels.of(Reading.COLUMNS, GROUP - r % GROUP, panel);
                rows = kernel.tile().rows();
                runner.tile().place(0, r / GROUP * depth * GROUP + r % GROUP);
                int at = target + r * parts.columns() + c;
                runner.run(kernel, right, b + c * depth, to, at, parts.columns(), mode, rows, panel);
            }
        }
    }
}
