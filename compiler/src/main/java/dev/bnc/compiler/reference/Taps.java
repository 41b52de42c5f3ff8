package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;

/// All products of a convolution: which element of `x[n,c,h,w]` meets which element of `weight[o,c/groups,kh,kw]`
/// for which element of `y[n,o,h',w']`. Cells of the padding are left out: they are zero.
record Taps(Window window, int groups, Shape x, Shape y) {
    /// Takes the places of a product's factors and of the sum it belongs to.
    interface Visitor {
        void visit(int x, int weight, int y);
    }

    void forEach(Visitor visitor) {
        for (int n = 0; n < y.size(0); n++) {
            for (int o = 0; o < y.size(1); o++) {
                for (int c = 0; c < x.size(1) / groups; c++) {
                    forEachOfPlane(n, o, c, visitor);
                }
            }
        }
    }

    /// Products of output channel `o` with channel `c` of its group.
    private void forEachOfPlane(int n, int o, int c, Visitor visitor) {
        Cells cells = new Cells(window, size(x), size(y));
        int inputChannels = x.size(1) / groups;
        int group = o / (y.size(1) / groups);
        int xPlane = n * x.size(1) + group * inputChannels + c;
        int yPlane = n * y.size(1) + o;
        int filter = o * inputChannels + c;
        cells.forEach((i, k, j) -> visitor.visit(
                xPlane * area(cells.image()) + i,
                filter * area(window.kernel()) + k,
                yPlane * area(cells.places()) + j));
    }

    private static Extent size(Shape shape) {
        return new Extent(shape.size(2), shape.size(3));
    }

    private static int area(Extent extent) {
        return extent.height() * extent.width();
    }
}
