package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.Window;

/// What windows see at the border of an image.
final class Borders {
    private Borders() {}

    /// Whether an average pool makes of `x + t` what it makes of `x`, plus `t`: no window averages zeros of the padding in.
    static boolean averagesCommute(AvgPool pool, Node node) {
        Shape in = node.input(0).shape();
        Shape out = node.result().shape();
        Window w = pool.window();
        return along(pool.countPadding(), in.size(2), out.size(2), new Line(
                        w.kernel().height(), w.stride().height(), w.padding().top(), w.dilation().height()))
                && along(pool.countPadding(), in.size(3), out.size(3), new Line(
                        w.kernel().width(), w.stride().width(), w.padding().left(), w.dilation().width()));
    }

    /// A window along one dimension.
    private record Line(int kernel, int stride, int before, int dilation) {
        /// Cells of the image that the window in a place sees.
        int cells(int place, int size) {
            int seen = 0;
            for (int k = 0; k < kernel; k++) {
                int cell = place * stride - before + k * dilation;
                seen += cell >= 0 && cell < size ? 1 : 0;
            }
            return seen;
        }
    }

    /// Where padding counts, each window must see cells alone; else one is enough, as a mean of none is 0.
    private static boolean along(boolean countPadding, int size, int places, Line line) {
        int needed = countPadding ? line.kernel() : 1;
        for (int place = 0; place < places; place++) {
            if (line.cells(place, size) < needed) {
                return false;
            }
        }
        return true;
    }
}
