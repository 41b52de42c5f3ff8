package dev.bnc.runtime.kernel;

import java.util.List;

/// A convolution whose windows have rows of a few floats: line by line of the result, as many windows at a time as a tile
/// has rows. The last ones of a line overlap those before them. Filters are packed by [PackPanels].
public final class LineConvolution implements ChunkedWork {
    /// Multiply-adds worth a chunk: about three microseconds of one core.
    private static final long GRAIN = 1 << 17;

    private static final int MOST_CHUNKS = 32;

    private final LineKernel[] kernels;
    private final TileEpilogue epilogue;
    private final Window window;
    private final BorderedLines lines;
    private final int columns;
    private final int all;
    private final int chunks;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;

    /// Whether kernels do the epilogue while sums are in registers.
    private final boolean inRegisters;

    /// What they add instead.
    private final float[] zeros;

    /// @param kernels one for each panel, in order; `possible` in [LineTile] says whether there are any
    /// @param columns number of filters
    /// @throws IllegalArgumentException if there are operands the epilogue does not read
    public LineConvolution(
            List<LineKernel> kernels,
            TileEpilogue epilogue,
            Window window,
            int columns,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        this.kernels = kernels.toArray(LineKernel[]::new);
        this.epilogue = epilogue;
        this.window = window;
        this.lines = new BorderedLines(Patches.ofPlaces(window, x.rowStride()));
        this.columns = columns;
        this.x = x;
        this.panels = panels;
        this.y = y;
        this.extras = epilogue.given(extras);
        this.inRegisters = ShiftedTile.possible(epilogue, this.extras);
        this.zeros = new float[inRegisters ? 0 : columns];
        this.all = window.places() / window.outputWidth();
        long multiplyAdds = (long) window.places() * window.depth() * columns;
        int worthwhile = Math.clamp(multiplyAdds / GRAIN, 1, MOST_CHUNKS);
        // An even number, for two threads.
        this.chunks = worthwhile == 1 ? 1 : Math.min(all, worthwhile + worthwhile % 2);
    }

    @Override
    public int chunks() {
        return chunks;
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int width = window.outputWidth();
        TileRunner runner = TileRunner.ofThread();
        int first = firstLine(chunk);
        int end = firstLine(chunk + 1);
        lines.copy(x.in(state, arena), x.offset(), first * width, end * width, 1, runner);
        for (int line = first; line < end; line++) {
            line(state, arena, line, runner);
            if (inRegisters) {
                continue;
            }
            TileOperands operands = runner.operands(state, arena, extras, line * width, 0);
            int at = y.offset() + line * width * y.rowStride();
            epilogue.run(y.in(state, arena), at, y.rowStride(), width, columns, operands);
        }
        runner.release();
    }

    private int firstLine(int chunk) {
        return (int) ((long) all * chunk / chunks);
    }

    private void line(float[] state, float[] arena, int line, TileRunner runner) {
        LeftTile copy = runner.tile();
        int width = window.outputWidth();
        int row = line * width;
        int column = 0;
        for (LineKernel kernel : kernels) {
            int together = kernel.tile().windows();
            int b = panels.offset() + column * window.depth();
            finish(state, arena, column, runner.finish());
            for (int done = 0; done < width; done += together) {
                int place = row + Math.min(done, width - together);
                int at = y.offset() + place * y.rowStride() + column;
                int source = lines.index(place, copy);
                kernel.run(
                        copy.array(),
                        source,
                        panels.in(state, arena),
                        b,
                        y.in(state, arena),
                        at,
                        y.rowStride(),
                        runner.finish());
            }
            column += kernel.tile().columns();
        }
    }

    private void finish(float[] state, float[] arena, int column, TileFinish finish) {
        if (inRegisters) {
            float floor = ((ShiftedTile) epilogue).floor();
            finish.shift(extras[0].in(state, arena), extras[0].offset() + column, floor);
        } else {
            finish.shift(zeros, column, Float.NEGATIVE_INFINITY);
        }
    }
}
