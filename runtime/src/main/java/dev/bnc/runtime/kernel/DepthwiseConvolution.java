package dev.bnc.runtime.kernel;

import java.util.List;

/// A convolution with a filter of 3x3 for each channel, as [MatrixProduct#ofChannels] computes it, but cells are read
/// where they lie and a channel's filter stays at hand for a whole line.
///
/// Lines of the kernel above or below the picture read zeros. The epilogue runs on whole lines of the result.
public final class DepthwiseConvolution implements ChunkedWork {
    private final TileEpilogue epilogue;
    private final Window window;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;
    private final Chunks lines;
    private final float[] zeros;

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
        lines = window.lines();
        zeros = new float[(window.width() - 1) * x.rowStride() + window.channels()];
        Tile tile = kernels.tile();
        known = epilogue instanceof ShiftedTile && extras.getFirst().rowStride() == 0;
        float floor = known ? ((ShiftedTile) epilogue).floor() : Float.NEGATIVE_INFINITY;
        wide = DepthwiseLine.of(window, x.rowStride(), y.rowStride(), tile.columns(), floor);
        int narrow = tile.panelWidth(window.channels() % tile.columns());
        last = DepthwiseLine.of(window, x.rowStride(), y.rowStride(), narrow, floor);
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
        for (int line = lines.from(chunk); line < lines.to(chunk); line++) {
            if (whole > 0) {
                line(wide, state, arena, line, 0, whole);
            }
            if (whole < channels) {
                line(last, state, arena, line, whole, channels);
            }
            if (known) {
                continue;
            }
            int row = line * window.outputWidth();
            TileOperands operands = TileRunner.ofThread().operands(state, arena, extras, row, 0);
            int at = y.offset() + row * y.rowStride();
            epilogue.run(y.in(state, arena), at, y.rowStride(), window.outputWidth(), channels, operands);
        }
    }

    /// Channels `[from, to)` of a line of the result.
    private void line(DepthwiseLine shape, float[] state, float[] arena, int line, int from, int to) {
        float[] source = x.in(state, arena);
        float[] w = panels.in(state, arena);
        float[] target = y.in(state, arena);
        int below = window.dilationHeight();
        int top = line % window.outputHeight() * window.strideHeight() - window.padTop();
        float[] x0 = seen(top) ? source : zeros;
        float[] x1 = seen(top + below) ? source : zeros;
        float[] x2 = seen(top + 2 * below) ? source : zeros;
        int o0 = start(line, top) + from;
        int o1 = start(line, top + below) + from;
        int o2 = start(line, top + 2 * below) + from;
        int wo = panels.offset() + from * Depthwise.TAPS;
        int yo = y.offset() + line * window.outputWidth() * y.rowStride() + from;
        float[] shift = known ? extras[0].in(state, arena) : zeros;
        int so = known ? extras[0].offset() + from : 0;
        boolean vectors = KernelProvider.choice() == KernelProvider.Choice.VECTOR
                && shape.panel() % VectorDepthwise.LANES == 0
                && (to - from) % VectorDepthwise.LANES == 0;
        if (vectors) {
            VectorDepthwise.line(shape, x0, o0, x1, o1, x2, o2, w, wo, shift, so, target, yo, to - from);
        } else {
            Depthwise.line(shape, x0, o0, x1, o1, x2, o2, w, wo, shift, so, target, yo, to - from);
        }
    }

    private boolean seen(int row) {
        return row >= 0 && row < window.height();
    }

    /// Where a row of the picture that a line of the result belongs to begins; 0 in a row of zeros.
    private int start(int line, int row) {
        int picture = line / window.outputHeight() * window.height();
        return seen(row) ? x.offset() + (picture + row) * window.width() * x.rowStride() : 0;
    }
}
