package dev.bnc.runtime.kernel;

import java.util.Arrays;
import java.util.List;

/// The input gradient of a [WinogradConvolution], each of its stages backwards: gradients of a tile's places are
/// transformed, multiplied with the filter, and the products transformed to the 6x6 cells that the tile has seen, where
/// those of several tiles add up. Where a picture has fewer places than cells that is less work than the convolution that
/// the input gradient also is.
///
/// A chunk is some whole pictures; tiles are added in their order.
public final class WinogradBackwards implements ChunkedWork {
    private static final int FEWEST_TILES = 36;

    private final PointProducts points;
    private final WinogradTiles tiles;
    private final TileEpilogue epilogue;
    private final Window window;
    private final int columns;
    private final Operand dy;
    private final Operand filter;
    private final Operand y;
    private final Operand[] extras;
    private final int perPicture;
    private final int pictures;

    /// The input gradient, as [MatrixProduct#ofCells] computes it, with a filter that [WinogradFilter] has transformed.
    public WinogradBackwards(
            ProductKernels kernels,
            Window window,
            int columns,
            Operand dy,
            Operand filter,
            Operand y,
            List<Operand> extras) {
        var form = WinogradForm.goingBack(window.kernelHeight());
        this.points = new PointProducts(form, new TileKernels(kernels), window.channels(), columns);
        this.tiles = new WinogradTiles(window, WinogradForm.goingBack(window.kernelHeight()));
        this.epilogue = kernels.epilogue();
        this.window = window;
        this.columns = columns;
        this.dy = dy;
        this.filter = filter;
        this.y = y;
        this.extras = extras.toArray(Operand[]::new);
        perPicture = tiles.count() / window.batch();
        pictures = Math.min(window.batch(), Math.ceilDiv(FEWEST_TILES, perPicture));
    }

    @Override
    public int chunks() {
        return Math.ceilDiv(window.batch(), pictures);
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int picture = chunk * pictures;
        int count = Math.min(pictures, window.batch() - picture);
        int first = picture * perPicture;
        int rows = count * perPicture;
        int channels = window.channels();
        TileRunner runner = TileRunner.ofThread();
        float[] places = runner.floats(0, Winograd.POINTS * Winograd.pointStep(rows * channels));
        float[] products = runner.floats(1, Winograd.POINTS * Winograd.pointStep(rows * columns));
        float[] source = dy.in(state, arena);
        var panels = WinogradTiles.Panels.ofRows(rows, channels);
        for (int t = 0; t < rows; t++) {
            tiles.gradients(source, dy.offset(), dy.rowStride(), first + t, 0, channels, places, panels, t, runner);
        }
        points.multiply(places, rows, filter.in(state, arena), filter.offset(), 0, columns, products, runner);
        float[] target = y.in(state, arena);
        int cells = window.height() * window.width();
        clear(target, picture * cells, count * cells);
        for (int t = 0; t < rows; t++) {
            add(products, t, rows, first + t, target, runner);
        }
        TileOperands operands = runner.operands(state, arena, extras, picture * cells, 0);
        int at = y.offset() + picture * cells * y.rowStride();
        epilogue.run(target, at, y.rowStride(), count * cells, columns, operands);
    }

    private void clear(float[] target, int first, int count) {
        for (int cell = first; cell < first + count; cell++) {
            int at = y.offset() + cell * y.rowStride();
            Arrays.fill(target, at, at + columns, 0);
        }
    }

    /// Adds what of a tile's cells lies in the picture.
    private void add(float[] products, int t, int rows, int tile, float[] target, TileRunner runner) {
        float[] room = WinogradTiles.room(runner);
        float[] square = runner.floats(3, Winograd.POINTS * columns);
        int step = Winograd.pointStep(rows * columns);
        switch (KernelProvider.choice()) {
            case VECTOR -> VectorWinograd.back(products, t * columns, step, square, 0, columns, room);
            case SCALAR -> Winograd.back(products, t * columns, step, square, 0, columns, room);
        }
        int top = tiles.row(tile) - window.padTop();
        int left = tiles.column(tile) - window.padLeft();
        int from = Math.max(0, -left);
        int to = Math.min(Winograd.INPUTS, window.width() - left);
        for (int i = Math.max(0, -top); i < Math.min(Winograd.INPUTS, window.height() - top); i++) {
            int line = (tiles.example(tile) * window.height() + top + i) * window.width() + left;
            for (int j = from; j < to; j++) {
                int cell = (i * Winograd.INPUTS + j) * columns;
                addTo(target, y.offset() + (line + j) * y.rowStride(), square, cell, columns);
            }
        }
    }

    private static void addTo(float[] target, int at, float[] from, int first, int count) {
        for (int c = 0; c < count; c++) {
            target[at + c] += from[first + c];
        }
    }
}
