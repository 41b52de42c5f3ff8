package dev.bnc.runtime.kernel;

/// Transforms a filter, a matrix of depth `(3, 3, channels)` or `(5, 5, channels)`, for a [WinogradConvolution] and packs it: a matrix
/// `[channels, columns]` in panels, as [PackPanels] makes them, for each point of a [WinogradForm].
public final class WinogradFilter implements ChunkedWork {
    private final Tile tile;
    private final WinogradForm form;
    private final RightMatrix matrix;
    private final Operand filter;
    private final Operand target;
    private final Chunks chunks;

    /// Transforms `filter` to `target`, where a packed matrix for each point must have room.
    ///
    /// @param matrix how the filter lies; the strides of its rows and columns are negative if it is to be turned, and then
    ///     the operand starts at its last tap
    public WinogradFilter(WinogradForm form, Tile tile, RightMatrix matrix, Operand filter, Operand target) {
        if (matrix.outer() != form.side() || matrix.middle() != form.side()) {
            throw new IllegalArgumentException("a filter of " + matrix.outer() + "x" + matrix.middle());
        }
        this.form = form;
        this.tile = tile;
        this.matrix = matrix;
        this.filter = filter;
        this.target = target;
        this.chunks = Chunks.of(matrix.panels(tile), matrix.inner() * tile.columns() * form.points());
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
        float[] taps = runner.floats(0, form.side() * form.side() * tile.columns());
        float[] room = runner.floats(1, form.points() * tile.columns());
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
        int side = form.side();
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
        boolean vectors = KernelProvider.choice() == KernelProvider.Choice.VECTOR;
        switch (form) {
            case F4X3, F2X5 -> {
                if (vectors) {
                    VectorWinograd.filter(form.side(), taps, width, to, at, step, room);
                } else {
                    Winograd.filter(form.side(), taps, width, to, at, step, 0, room);
                }
            }
            case F4X5 -> {
                if (vectors) {
                    VectorLargeWinograd.filter(taps, width, to, at, step, room);
                } else {
                    LargeWinograd.filter(taps, width, to, at, step, 0, room);
                }
            }
        }
    }
}
