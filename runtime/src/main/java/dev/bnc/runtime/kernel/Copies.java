package dev.bnc.runtime.kernel;

/// The strided copy: walks the box line by line, a line being its innermost dimension.
final class Copies {
    private Copies() {}

    static void copy(float[] x, int xo, float[] y, int yo, StridedCopy shape, int from, int to) {
        int length = shape.size(4);
        int i = from;
        while (i < to) {
            int line = i / length;
            int start = i - line * length;
            int end = Math.min(length, start + to - i);
            int source = xo;
            int target = yo;
            int rest = line;
            for (int d = 3; d >= 0; d--) {
                int index = rest % shape.size(d);
                rest /= shape.size(d);
                source += index * shape.sourceStride(d);
                target += index * shape.targetStride(d);
            }
            line(x, source, y, target, shape.sourceStride(4), shape.targetStride(4), start, end);
            i += end - start;
        }
    }

    private static void line(float[] x, int xo, float[] y, int yo, int xs, int ys, int start, int end) {
        if (xs == 1 && ys == 1) {
            System.arraycopy(x, xo + start, y, yo + start, end - start);
            return;
        }
        for (int i = start; i < end; i++) {
            y[yo + i * ys] = x[xo + i * xs];
        }
    }
}
