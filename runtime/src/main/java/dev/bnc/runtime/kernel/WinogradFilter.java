package dev.bnc.runtime.kernel;

/// Transforms a filter, a matrix of depth `(3, 3, channels)` or `(5, 5, channels)`, for a [WinogradConvolution] and packs it: a matrix
/// `[channels, columns]` in panels, as [PackPanels] makes them, for each of the 36 points.
public final class WinogradFilter implements ChunkedWork {
    private final Tile tile;
    private final int side;
    private final RightMatrix matrix;
    private final Operand filter;
    private final Operand target;
    private final Chunks chunks;

    /// Transforms `filter` to `target`, where 36 packed matrices must have room.
    ///
    /// @param matrix how the filter lies; the strides of its rows and columns are negative if it is to be turned, and then
    ///     the operand starts at its last tap
    public WinogradFilter(Tile tile, RightMatrix matrix, Operand filter, Operand target) {
        if (matrix.outer() != matrix.middle()) {
            throw new IllegalArgumentException("a filter of " + matrix.outer() + "x" + matrix.middle());
        }
        this.side = matrix.outer();
        this.tile = tile;
        this.matrix = matrix;
        this.filter = filter;
        this.target = target;
        this.chunks = Chunks.of(matrix.panels(tile), matrix.inner() * tile.columns() * Winograd.POINTS);
    }

    /// Floats of one point's matrix.
    static int pointSize(Tile tile, int channels, int columns) {
        int whole = columns / tile.columns() * tile.columns();
        int left = columns - whole;
        return channels * (whole + (left == 0 ? 0 : tile.halfPanelWidth(left)));
    }

    @Override
    public int chunks() {
        return chunks.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        float[] from = filter.in(state, arena);
        float[] to = target.in(state, arena);
        TileRunner runner = TileRunner.ofThread();
        float[] taps = runner.floats(0, side * side * tile.columns());
        float[] room = runner.floats(1, Winograd.POINTS * tile.columns());
        int step = pointSize(tile, matrix.inner(), matrix.columns());
        for (int panel = chunks.from(chunk); panel < chunks.to(chunk); panel++) {
            int first = panel * tile.columns();
            int width = tile.halfPanelWidth(matrix.columns() - first);
            for (int c = 0; c < matrix.inner(); c++) {
                gather(from, first, c, width, taps);
                int at = target.offset() + first * matrix.inner() + c * width;
                transform(taps, width, to, at, step, room);
            }
        }
    }

    /// `[taps, width]`: a channel's taps for some columns, zero behind the last one.
    private void gather(float[] from, int first, int channel, int width, float[] taps) {
        int count = Math.min(width, matrix.columns() - first);
        int start = filter.offset() + first * matrix.columnStride() + channel * matrix.innerStride();
        for (int tap = 0; tap < side * side; tap++) {
            int at = start + tap / side * matrix.outerStride() + tap % side * matrix.middleStride();
            for (int j = 0; j < count; j++) {
                taps[tap * width + j] = from[at + j * matrix.columnStride()];
            }
            for (int j = count; j < width; j++) {
                taps[tap * width + j] = 0;
            }
        }
    }

    private void transform(float[] taps, int width, float[] to, int at, int step, float[] room) {
        switch (KernelProvider.choice()) {
            case VECTOR -> VectorWinograd.filter(side, taps, width, to, at, step, room);
            case SCALAR -> Winograd.filter(side, taps, width, to, at, step, 0, room);
        }
    }
}
