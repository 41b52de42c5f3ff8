package dev.bnc.runtime.kernel;

/// Transforms a filter `[columns, channels, 3, 3]` for a [WinogradConvolution] and packs it: a matrix `[channels,
/// columns]` in panels, as [PackPanels] makes them, for each of the 36 points.
public final class WinogradFilter implements ChunkedWork {
    private final Tile tile;
    private final int channels;
    private final int columns;
    private final Operand filter;
    private final Operand target;
    private final Chunks chunks;

    /// Transforms `filter` to `target`, where 36 packed matrices must have room.
    public WinogradFilter(Tile tile, int channels, int columns, Operand filter, Operand target) {
        this.tile = tile;
        this.channels = channels;
        this.columns = columns;
        this.filter = filter;
        this.target = target;
        this.chunks = Chunks.of(Math.ceilDiv(columns, tile.columns()), channels * tile.columns() * Winograd.POINTS);
    }

    /// Floats of one point's matrix.
    static int pointSize(Tile tile, int channels, int columns) {
        int whole = columns / tile.columns() * tile.columns();
        int left = columns - whole;
        return channels * (whole + (left == 0 ? 0 : tile.panelWidth(left)));
    }

    @Override
    public int chunks() {
        return chunks.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        float[] from = filter.in(state, arena);
        float[] to = target.in(state, arena);
        double[] given = new double[9];
        double[] points = new double[Winograd.POINTS];
        for (int panel = chunks.from(chunk); panel < chunks.to(chunk); panel++) {
            int first = panel * tile.columns();
            int width = tile.panelWidth(columns - first);
            for (int c = 0; c < channels; c++) {
                for (int j = 0; j < width; j++) {
                    for (int tap = 0; tap < given.length; tap++) {
                        boolean there = first + j < columns;
                        given[tap] =
                                there ? from[filter.offset() + ((first + j) * channels + c) * 9 + tap] : 0;
                    }
                    Winograd.filter(given, points);
                    store(points, to, target.offset() + first * channels + c * width + j);
                }
            }
        }
    }

    private void store(double[] points, float[] to, int at) {
        int step = pointSize(tile, channels, columns);
        for (int p = 0; p < points.length; p++) {
            to[at + p * step] = (float) points[p];
        }
    }
}
