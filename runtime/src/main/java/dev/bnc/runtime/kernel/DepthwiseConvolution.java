package dev.bnc.runtime.kernel;

import java.util.Arrays;
import java.util.List;

/// A convolution with a filter of 3x3 for each channel, as [MatrixProduct#ofChannels] computes it, but cells are read
/// where they lie and a channel's filter stays at hand for a whole line.
///
/// Where the kernel sticks out above or below the picture, the lines it sees are copied together with zeros. The epilogue
/// runs on whole lines of the result.
public final class DepthwiseConvolution implements ChunkedWork {
    /// In place of where a line begins that lies outside of the picture.
    private static final int UNSEEN = -1;

    /// Lines worth a chunk: those at its ends may be without a neighbour to be computed with.
    private static final int LEAST_LINES = 4;

    private final TileEpilogue epilogue;
    private final Window window;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;
    private final Chunks lines;
    private final float[] zeros;

    /// Floats of a line of the picture, from the first channel of the first cell to the last one of the last cell.
    private final int length;

    /// Whether the epilogue is done while sums are in registers.
    private final boolean known;

    /// Lines of channels in panels of full width, and in the last panel.
    private final DepthwiseLine wide;

    private final DepthwiseLine last;

    /// The convolution of `x` with a filter that [PackPanels] has packed.
    public DepthwiseConvolution(
            ProductKernels kernels, Window window, Operand x, Operand panels, Operand y, List<Operand> extras) {
        if (!possible(window)) {
            throw new IllegalArgumentException(window + " is not 3x3");
        }
        this.epilogue = kernels.epilogue();
        this.window = window;
        this.x = x;
        this.panels = panels;
        this.y = y;
        this.extras = extras.toArray(Operand[]::new);
        lines = pairs(window.lines());
        length = (window.width() - 1) * x.rowStride() + window.channels();
        zeros = new float[window.channels()];
        Tile tile = kernels.tile();
        known = ShiftedTile.possible(epilogue, this.extras);
        float floor = known ? ((ShiftedTile) epilogue).floor() : Float.NEGATIVE_INFINITY;
        wide = DepthwiseLine.of(window, x.rowStride(), y.rowStride(), tile.columns(), floor);
        int narrow = tile.panelWidth(window.channels() % tile.columns());
        last = DepthwiseLine.of(window, x.rowStride(), y.rowStride(), narrow, floor);
    }

    /// Chunks of pairs of lines.
    private static Chunks pairs(Chunks lines) {
        return new Chunks(lines.total(), Math.max(LEAST_LINES, lines.size() + lines.size() % 2));
    }

    /// Whether the kernel has a size that is computed here.
    public static boolean possible(Window window) {
        return window.kernelHeight() == 3 && window.kernelWidth() == 3;
    }

    @Override
    public int chunks() {
        return lines.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int channels = window.channels();
        int whole = channels / wide.panel() * wide.panel();
        int end = lines.to(chunk);
        int together;
        for (int line = lines.from(chunk); line < end; line += together) {
            together = line + 1 < end && inside(line) ? 2 : 1;
            if (whole > 0) {
                lines(wide, state, arena, line, together, 0, whole);
            }
            if (whole < channels) {
                lines(last, state, arena, line, together, whole, channels);
            }
            if (known) {
                continue;
            }
            int row = line * window.outputWidth();
            TileOperands operands = TileRunner.ofThread().operands(state, arena, extras, row, 0);
            int at = y.offset() + row * y.rowStride();
            int rows = together * window.outputWidth();
            epilogue.run(y.in(state, arena), at, y.rowStride(), rows, channels, operands);
        }
    }

    /// Whether a line of the result and the next one see four lines of one picture, one below the other.
    private boolean inside(int line) {
        int top = line % window.outputHeight() - window.padTop();
        return window.strideHeight() == 1
                && window.dilationHeight() == 1
                && line % window.outputHeight() + 1 < window.outputHeight()
                && top >= 0
                && top + 3 < window.height();
    }

    /// Channels `[from, to)` of one or two lines of the result.
    private void lines(DepthwiseLine shape, float[] state, float[] arena, int line, int count, int from, int to) {
        if (count == 2 && shape.sideBySide() && vectors(shape, to - from)) {
            pair(shape, state, arena, line, from, to);
            return;
        }
        for (int l = line; l < line + count; l++) {
            line(shape, state, arena, l, from, to);
        }
    }

    private static boolean vectors(DepthwiseLine shape, int channels) {
        return KernelProvider.choice() == KernelProvider.Choice.VECTOR
                && shape.panel() % VectorDepthwise.LANES == 0
                && channels % VectorDepthwise.LANES == 0;
    }

    private void pair(DepthwiseLine shape, float[] state, float[] arena, int line, int from, int to) {
        int top = line % window.outputHeight() - window.padTop();
        int down = window.width() * x.rowStride();
        int below = window.outputWidth() * y.rowStride();
        float[] shift = known ? extras[0].in(state, arena) : zeros;
        VectorDepthwise.pair(
                shape,
                x.in(state, arena),
                start(line, top) + from,
                down,
                panels.in(state, arena),
                panels.offset() + from * Depthwise.TAPS,
                shift,
                known ? extras[0].offset() + from : 0,
                y.in(state, arena),
                y.offset() + line * below + from,
                below,
                to - from);
    }

    /// Channels `[from, to)` of a line of the result.
    private void line(DepthwiseLine shape, float[] state, float[] arena, int line, int from, int to) {
        int below = window.dilationHeight();
        int top = line % window.outputHeight() * window.strideHeight() - window.padTop();
        float[] source = x.in(state, arena);
        int o0 = start(line, top);
        int o1 = start(line, top + below);
        int o2 = start(line, top + 2 * below);
        if (Math.min(o0, Math.min(o1, o2)) == UNSEEN) {
            float[] copy = TileRunner.ofThread().floats(0, 3 * length);
            copy(source, o0, copy, 0);
            copy(source, o1, copy, length);
            copy(source, o2, copy, 2 * length);
            source = copy;
            o0 = 0;
            o1 = length;
            o2 = 2 * length;
        }
        float[] w = panels.in(state, arena);
        int wo = panels.offset() + from * Depthwise.TAPS;
        float[] target = y.in(state, arena);
        int yo = y.offset() + line * window.outputWidth() * y.rowStride() + from;
        float[] shift = known ? extras[0].in(state, arena) : zeros;
        int so = known ? extras[0].offset() + from : 0;
        if (vectors(shape, to - from)) {
            VectorDepthwise.line(
                    shape, source, o0 + from, o1 + from, o2 + from, w, wo, shift, so, target, yo, to - from);
        } else {
            Depthwise.line(shape, source, o0 + from, o1 + from, o2 + from, w, wo, shift, so, target, yo, to - from);
        }
    }

    /// A line of the picture, or zeros.
    private void copy(float[] source, int at, float[] copy, int target) {
        if (at == UNSEEN) {
            Arrays.fill(copy, target, target + length, 0);
        } else {
            System.arraycopy(source, at, copy, target, length);
        }
    }

    /// Where a row of the picture that a line of the result belongs to begins.
    private int start(int line, int row) {
        if (row < 0 || row >= window.height()) {
            return UNSEEN;
        }
        int picture = line / window.outputHeight() * window.height();
        return x.offset() + (picture + row) * window.width() * x.rowStride();
    }
}
