package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// Copies of the lines of pictures that some windows see, with zeros where the windows stick out. So the windows can
/// be read without asking where a picture ends.
///
/// Line `l` of the windows (counted through all pictures) sees copied lines from `(l / rows * height() + l % rows *
/// stride)` on; those before the first one needed are left out.
record BorderedLines(Patches patches) {
    /// Floats that kernels may read behind the last channel.
    private static final int BEHIND = 64;

    private static final int COMPETING = 1024;
    private static final int BETWEEN = 16;

    /// Floats from one position to the next: some more than channels where windows side by side would lie a multiple of
    /// 4 KiB apart, and so compete for the same few lines of a first-level cache.
    int pitch() {
        boolean competing = patches.strideWidth() * patches.channels() % COMPETING == 0;
        return competing ? patches.channels() + BETWEEN : patches.channels();
    }

    /// Positions of a copied line.
    private int width() {
        return (patches.columns() - 1) * patches.strideWidth() + patches.reachWidth() + 1;
    }

    /// Floats of a copied line.
    int lineLength() {
        return width() * pitch();
    }

    /// Lines of a whole picture.
    private int height() {
        return (patches.rows() - 1) * patches.strideHeight() + patches.reachHeight() + 1;
    }

    /// The first copied line that a line of windows sees.
    private int lineOf(int windows) {
        return windows / patches.rows() * height() + windows % patches.rows() * patches.strideHeight();
    }

    /// Copies what windows `[first, end)` see to the memory of the thread, from where kernels then read.
    void copy(float[] x, int xo, int first, int end, int depthStep, TileRunner runner) {
        int origin = lineOf(first / patches.columns());
        int last = lineOf((end - 1) / patches.columns()) + patches.reachHeight();
        int length = lineLength();
        float[] copy = runner.left((last + 1 - origin) * length + BEHIND);
        for (int line = origin; line <= last; line++) {
            int row = patches.rowAt(line % height() - patches.padTop() + patches.lowestRow());
            int at = (line - origin) * length;
            if (row < 0) {
                Arrays.fill(copy, at, at + length, 0);
            } else {
                copyLine(x, xo + (line / height() * patches.height() + row) * patches.width() * patches.pitch(), copy, at);
            }
        }
        runner.tile().begin(copy, depthStep);
        runner.tile().originate(origin);
    }

    private void copyLine(float[] x, int line, float[] copy, int at) {
        if (patches.holeWidth() > 1) {
            spreadLine(x, line, copy, at);
            return;
        }
        int left = -patches.padLeft() + patches.lowestColumn();
        int from = Math.clamp(-(long) left, 0, width());
        int to = Math.clamp((long) patches.width() - left, from, width());
        Arrays.fill(copy, at, at + from * pitch(), 0);
        int source = line + (left + from) * patches.pitch();
        if (patches.pitch() == pitch()) {
            System.arraycopy(x, source, copy, at + from * pitch(), (to - from) * pitch());
        } else {
            int target = at + from * pitch();
            BlockCopy.copy(x, source, patches.pitch(), to - from, patches.channels(), copy, target, pitch(), 1);
        }
        Arrays.fill(copy, at + to * pitch(), at + lineLength(), 0);
    }

    /// Pixels with holes between them.
    private void spreadLine(float[] x, int line, float[] copy, int at) {
        Arrays.fill(copy, at, at + lineLength(), 0);
        int left = -patches.padLeft() + patches.lowestColumn();
        int hole = patches.holeWidth();
        int first = Math.max(0, Math.ceilDiv(left, hole));
        int end = Math.clamp(Math.ceilDiv(left + width(), hole), first, patches.width());
        int target = at + (first * hole - left) * pitch();
        int source = line + first * patches.pitch();
        BlockCopy.copy(x, source, patches.pitch(), end - first, patches.channels(), copy, target, hole * pitch(), 1);
    }

    /// Leaves out the kernel rows at which windows `[first, end)`, if all of one picture, see zeros only.
    void narrow(int first, int end, LeftTile tile) {
        int line = first / patches.columns();
        int last = (end - 1) / patches.columns();
        int kernelRows = patches.kernelHeight();
        int from = 0;
        int to = kernelRows;
        if (line / patches.rows() == last / patches.rows() && patches.holeHeight() == 1) {
            while (from < to - 1 && unseen(line, last, from)) {
                from++;
            }
            while (to > from + 1 && unseen(line, last, to - 1)) {
                to--;
            }
        }
        int each = tile.segments() / kernelRows;
        tile.narrow(from * each, to * each);
    }

    private boolean unseen(int firstLine, int lastLine, int kernelRow) {
        int offset = kernelRow * patches.dilationHeight() - patches.padTop();
        int top = firstLine % patches.rows() * patches.strideHeight() + offset;
        int bottom = lastLine % patches.rows() * patches.strideHeight() + offset;
        return bottom < 0 || top >= patches.height();
    }

    /// Adds the lines of windows `[from, to)` as segments.
    void addLines(int from, int to, LeftTile tile) {
        for (int window = from; window < to; window += patches.leftOfLine(window)) {
            tile.add(index(window, tile), window, Math.min(to - window, patches.leftOfLine(window)));
        }
    }

    /// Where a window's first cell lies in the copy that was made last.
    int index(int window, LeftTile tile) {
        int line = lineOf(window / patches.columns()) - tile.origin();
        return line * lineLength() + window % patches.columns() * patches.strideWidth() * pitch();
    }
}
