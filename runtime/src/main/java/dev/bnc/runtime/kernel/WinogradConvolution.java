package dev.bnc.runtime.kernel;

import java.util.List;

/// A convolution with a 3x3 or 5x5 kernel, stride 1 and no dilation by [Winograd]'s algorithm, with a filter that
/// [WinogradFilter] has transformed. Channels of both sides are multiples of 16.
///
/// A block of tiles goes through three stages while it stays in the second-level cache: inputs are transformed to
/// `[points, tiles, channels]`, multiplied with the filter point by point, and the products transformed to outputs, which
/// then go through the epilogue. Errors are larger than those of [MatrixProduct]: up to some 1e-5 of the largest output,
/// or 2e-5 with 5x5 kernels and many channels.
public final class WinogradConvolution implements ChunkedWork {
    private final WinogradForm form;
    private final PointProducts points;
    private final WinogradTiles tiles;
    private final TileEpilogue epilogue;
    private final Window window;
    private final int columns;
    private final Operand x;
    private final Operand filter;
    private final Operand y;
    private final Operand[] extras;
    private final int outputs;
    private final int count;
    private final int blockTiles;
    private final int unit;
    private final int columnBlocks;

    /// Floats of transformed inputs and products of a block: half a second-level cache of 1 MiB.
    private static final int BLOCK = 1 << 17;

    /// The most floats of the result that go through the epilogue together: half a first-level cache.
    private static final int FINISHED = 1 << 12;

    private static final int FEWEST_COLUMNS = 64;

    /// Columns are cut into multiples of a tile and of a vector.
    private static final int WHOLE_VECTORS = 16;

    /// The convolution of `x` with the filter, as [MatrixProduct#ofPatches] computes it.
    public WinogradConvolution(
            ProductKernels kernels,
            Window window,
            int columns,
            Operand x,
            Operand filter,
            Operand y,
            List<Operand> extras) {
        this.form = WinogradForm.convolving(window.kernelHeight());
        this.points = new PointProducts(form, new TileKernels(kernels), window.channels(), columns);
        this.tiles = new WinogradTiles(window, form);
        this.epilogue = kernels.epilogue();
        this.window = window;
        this.columns = columns;
        this.x = x;
        this.filter = filter;
        this.y = y;
        this.extras = extras.toArray(Operand[]::new);
        outputs = tiles.outputs();
        count = tiles.count();
        int height = kernels.tile().rows();
        int fitting = BLOCK / form.points() / (window.channels() + Math.min(columns, 256)) / height * height;
        blockTiles = Math.min(count, Math.clamp(fitting, 2 * height, 4 * height));
        unit = Math.max(kernels.tile().columns(), WHOLE_VECTORS);
        columnBlocks = columnBlocks();
    }

    /// Where there are few tiles, some blocks side by side; together with those above each other an even number, for two
    /// threads.
    private int columnBlocks() {
        int rowBlocks = Math.ceilDiv(count, blockTiles);
        if (rowBlocks > 2) {
            return 1;
        }
        int blocks = Math.ceilDiv(columns, Math.max(FEWEST_COLUMNS, Math.ceilDiv(columns, 4 * unit) * unit));
        return Math.min(Math.ceilDiv(columns, unit), rowBlocks * blocks % 2 == 0 ? blocks : blocks + 1);
    }

    /// First column of a block, or the end of the last one.
    private int column(int block) {
        return Math.min(columns, Math.ceilDiv(columns, unit) * block / columnBlocks * unit);
    }

    @Override
    public int chunks() {
        return Math.ceilDiv(count, blockTiles) * columnBlocks;
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int first = chunk / columnBlocks * blockTiles;
        int rows = Math.min(count - first, blockTiles);
        int column = column(chunk % columnBlocks);
        int width = column(chunk % columnBlocks + 1) - column;
        int channels = window.channels();
        TileRunner runner = TileRunner.ofThread();
        float[] inputs = runner.floats(0, form.points() * Winograd.pointStep(rows * channels));
        float[] products = runner.floats(1, form.points() * Winograd.pointStep(rows * width));
        float[] source = x.in(state, arena);
        for (int t = 0; t < rows; t++) {
            int step = Winograd.pointStep(rows * channels);
            tiles.inputs(source, x.offset(), x.rowStride(), first + t, inputs, t * channels, step, channels, 0, runner);
        }
        points.multiply(inputs, rows, filter.in(state, arena), filter.offset(), column, width, products, runner);
        boolean wholeLines = tiles.wholeLines(first, rows) && outputs * window.outputWidth() * width <= FINISHED;
        for (int t = 0; t < rows; t++) {
            store(state, arena, products, t, rows, first + t, column, width, runner);
            if (!wholeLines) {
                finish(state, arena, first + t, column, width, runner);
            } else if (tiles.endsLine(first + t)) {
                finishLine(state, arena, first + t, column, width, runner);
            }
        }
    }

    /// Transforms the products of a tile and stores what of it lies in the result.
    private void store(
            float[] state,
            float[] arena,
            float[] products,
            int t,
            int rows,
            int tile,
            int column,
            int width,
            TileRunner runner) {
        int step = Winograd.pointStep(rows * width);
        int cells = Math.min(outputs, window.outputWidth() - tiles.column(tile));
        int lines = Math.min(outputs, window.outputHeight() - tiles.row(tile));
        float[] target = y.in(state, arena);
        int first = line(tile) * window.outputWidth() + tiles.column(tile);
        int to = y.offset() + first * y.rowStride() + column;
        int lineStep = window.outputWidth() * y.rowStride();
        if (cells == outputs && lines == outputs) {
            tiles.outputs(products, t * width, step, target, to, lineStep, y.rowStride(), width, runner);
        } else {
            float[] whole = runner.floats(3, outputs * outputs * width);
            tiles.outputs(products, t * width, step, whole, 0, outputs * width, width, width, runner);
            for (int i = 0; i < lines; i++) {
                int at = to + i * lineStep;
                BlockCopy.copy(whole, i * outputs * width, width, cells, width, target, at, y.rowStride(), 1);
            }
        }
    }

    /// Passes a tile through the epilogue, line by line.
    private void finish(float[] state, float[] arena, int tile, int column, int width, TileRunner runner) {
        int cells = Math.min(outputs, window.outputWidth() - tiles.column(tile));
        int lines = Math.min(outputs, window.outputHeight() - tiles.row(tile));
        for (int i = 0; i < lines; i++) {
            int place = (line(tile) + i) * window.outputWidth() + tiles.column(tile);
            finish(state, arena, place, cells, column, width, runner);
        }
    }

    /// The same of all tiles side by side, whose places follow each other.
    private void finishLine(float[] state, float[] arena, int tile, int column, int width, TileRunner runner) {
        int lines = Math.min(outputs, window.outputHeight() - tiles.row(tile));
        int place = line(tile) * window.outputWidth();
        finish(state, arena, place, lines * window.outputWidth(), column, width, runner);
    }

    private void finish(
            float[] state, float[] arena, int place, int count, int column, int width, TileRunner runner) {
        TileOperands operands = runner.operands(state, arena, extras, place, column);
        int at = y.offset() + place * y.rowStride() + column;
        epilogue.run(y.in(state, arena), at, y.rowStride(), count, width, operands);
    }

    /// The line of the result a tile begins at, counted through all pictures.
    private int line(int tile) {
        return tiles.example(tile) * window.outputHeight() + tiles.row(tile);
    }
}
