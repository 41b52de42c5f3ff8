package dev.bnc.runtime.kernel;

/// The strided copy. Its two finest dimensions make a block; a line is the finest one.
final class Copies {
    /// Lines copied at once, so that what they touch on the coarse side stays in the first-level cache.
    private static final int MOST_LINES = 128;

    private Copies() {}

    static void copy(float[] x, int xo, float[] y, int yo, StridedCopy shape, int from, int to) {
        int last = shape.rank() - 1;
        int length = shape.size(last);
        int i = from;
        while (i < to) {
            int line = i / length;
            int start = i - line * length;
            int inBlock = line % shape.size(last - 1);
            int whole = Math.min(MOST_LINES, Math.min(shape.size(last - 1) - inBlock, (to - i) / length));
            int source = xo + start * shape.source(last);
            int target = yo + start * shape.target(last);
            int rest = line;
            for (int d = last - 1; d >= 0; d--) {
                int index = rest % shape.size(d);
                rest /= shape.size(d);
                source += index * shape.source(d);
                target += index * shape.target(d);
            }
            if (start == 0 && whole > 0) {
                lines(x, source, y, target, shape, whole);
                i += whole * length;
            } else {
                int count = Math.min(length - start, to - i);
                line(x, source, y, target, shape.source(last), shape.target(last), count);
                i += count;
            }
        }
    }

    /// Whole lines of a block.
    private static void lines(float[] x, int source, float[] y, int target, StridedCopy shape, int count) {
        int last = shape.rank() - 1;
        int length = shape.size(last);
        int xs = shape.source(last - 1);
        int ys = shape.target(last - 1);
        if (shape.source(last) == 1) {
            BlockCopy.copy(x, source, xs, count, length, y, target, ys, shape.target(last));
        } else if (xs == 1) {
            BlockCopy.copy(x, source, shape.source(last), length, count, y, target, shape.target(last), ys);
        } else {
            for (int i = 0; i < count; i++) {
                line(x, source + i * xs, y, target + i * ys, shape.source(last), shape.target(last), length);
            }
        }
    }

    private static void line(float[] x, int source, float[] y, int target, int xs, int ys, int count) {
        if (xs == 1 && ys == 1) {
            System.arraycopy(x, source, y, target, count);
        } else {
            BlockCopy.line(x, source, xs, count, y, target, ys);
        }
    }
}
