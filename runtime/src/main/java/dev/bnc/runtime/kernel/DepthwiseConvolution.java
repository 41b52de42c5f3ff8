package dev.bnc.runtime.kernel;

import java.util.Arrays;
import java.util.List;

/// A convolution with a filter of 3x3 for each channel, as [MatrixProduct#ofChannels] computes it, but cells are read
/// where they lie and several places share what they read.
///
/// Lines of the kernel above or below the picture read zeros; places whose kernel sticks out to the left or right are
/// computed tap by tap. The epilogue runs on whole lines of the result.
public final class DepthwiseConvolution implements ChunkedWork {
    /// Places that are computed together.
    private static final int TOGETHER = 4;

    private final Tile tile;
    private final TileEpilogue epilogue;
    private final Window window;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;
    private final Chunks lines;
    private final float[] zeros;

    /// The first place on a line whose kernel does not stick out sideways.
    private final int first;

    /// The first one behind these.
    private final int end;

    /// The convolution of `x` with a filter that [PackPanels] has packed.
    public DepthwiseConvolution(
            ProductKernels kernels, Window window, Operand x, Operand panels, Operand y, List<Operand> extras) {
        if (!possible(window)) {
            throw new IllegalArgumentException(window + " is not 3x3");
        }
        this.tile = kernels.tile();
        this.epilogue = kernels.epilogue();
        this.window = window;
        this.x = x;
        this.panels = panels;
        this.y = y;
        this.extras = extras.toArray(Operand[]::new);
        lines = window.lines();
        zeros = new float[(window.width() - 1) * x.rowStride() + window.channels()];
        int last = window.width() - 1 - 2 * window.dilationWidth() + window.padLeft();
        first = Math.min(window.outputWidth(), Math.ceilDiv(window.padLeft(), window.strideWidth()));
        end = Math.clamp(Math.floorDiv(last, window.strideWidth()) + 1, first, window.outputWidth());
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
        int whole = channels / tile.columns() * tile.columns();
        for (int line = lines.from(chunk); line < lines.to(chunk); line++) {
            line(state, arena, line, 0, whole, tile.columns());
            line(state, arena, line, whole, channels, tile.panelWidth(channels - whole));
            int row = line * window.outputWidth();
            TileOperands operands = TileRunner.ofThread().operands(state, arena, extras, row, 0);
            int at = y.offset() + row * y.rowStride();
            epilogue.run(y.in(state, arena), at, y.rowStride(), window.outputWidth(), channels, operands);
        }
    }

    /// Channels `[from, to)` of a line of the result, whose filters lie in panels of this width.
    private void line(float[] state, float[] arena, int line, int from, int to, int panel) {
        int next = y.rowStride();
        int at = y.offset() + line * window.outputWidth() * next + from;
        boolean vectors = KernelProvider.choice() == KernelProvider.Choice.VECTOR
                && panel % VectorDepthwise.LANES == 0
                && (to - from) % VectorDepthwise.LANES == 0;
        int together = vectors && end - first >= TOGETHER ? TOGETHER : Integer.MAX_VALUE;
        int place = 0;
        while (place < window.outputWidth()) {
            if (place >= first && place < end && together == TOGETHER) {
                int start = Math.min(place, end - TOGETHER);
                four(state, arena, line, start, from, to - from, panel, at + start * next);
                place = start + TOGETHER;
            } else {
                one(state, arena, line, place, from, to - from, panel, at + place * next);
                place++;
            }
        }
    }

    /// Four places whose kernels do not stick out sideways.
    private void four(
            float[] state, float[] arena, int line, int place, int from, int channels, int panel, int target) {
        float[] source = x.in(state, arena);
        int below = window.dilationHeight();
        int top = line % window.outputHeight() * window.strideHeight() - window.padTop();
        int left = column(place) * x.rowStride() + from;
        float[] x0 = seen(top) ? source : zeros;
        float[] x1 = seen(top + below) ? source : zeros;
        float[] x2 = seen(top + 2 * below) ? source : zeros;
        int o0 = start(line, top) + left;
        int o1 = start(line, top + below) + left;
        int o2 = start(line, top + 2 * below) + left;
        int cell = window.dilationWidth() * x.rowStride();
        int apart = window.strideWidth() * x.rowStride();
        float[] w = panels.in(state, arena);
        int wo = panels.offset() + from * Depthwise.TAPS;
        float[] to = y.in(state, arena);
        if (apart == cell) {
            VectorDepthwise.four(x0, o0, x1, o1, x2, o2, cell, w, wo, panel, to, target, y.rowStride(), channels);
        } else {
            VectorDepthwise.fourApart(
                    x0, o0, x1, o1, x2, o2, cell, apart, w, wo, panel, to, target, y.rowStride(), channels);
        }
    }

    /// A place, tap by tap.
    private void one(
            float[] state, float[] arena, int line, int place, int from, int channels, int panel, int target) {
        float[] to = y.in(state, arena);
        Arrays.fill(to, target, target + channels, 0);
        int top = line % window.outputHeight() * window.strideHeight() - window.padTop();
        for (int tap = 0; tap < Depthwise.TAPS; tap++) {
            int row = top + tap / 3 * window.dilationHeight();
            int column = column(place) + tap % 3 * window.dilationWidth();
            if (seen(row) && column >= 0 && column < window.width()) {
                int cell = start(line, row) + column * x.rowStride() + from;
                int weight = panels.offset() + from * Depthwise.TAPS + tap * panel;
                tap(x.in(state, arena), cell, panels.in(state, arena), weight, panel, to, target, channels);
            }
        }
    }

    private static void tap(float[] x, int o, float[] w, int wo, int panel, float[] y, int yo, int channels) {
        boolean vectors = KernelProvider.choice() == KernelProvider.Choice.VECTOR
                && panel % VectorDepthwise.LANES == 0
                && channels % VectorDepthwise.LANES == 0;
        if (vectors) {
            VectorDepthwise.tap(x, o, w, wo, panel, y, yo, channels);
        } else {
            Depthwise.tap(x, o, w, wo, panel, y, yo, channels);
        }
    }

    /// Column of the picture under the first tap.
    private int column(int place) {
        return place * window.strideWidth() - window.padLeft();
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
