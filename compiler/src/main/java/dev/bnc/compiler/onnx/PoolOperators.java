package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Pools over windows and over whole images.
final class PoolOperators {
    private PoolOperators() {}

    /// Readers refuse padding as wide as the kernel; it becomes a `Pad` with minus infinity, which never wins either.
    static void maxPool(Site site, Window window) {
        if (padsLessThanKernel(window)) {
            site.result("MaxPool", site.operands(), withDilation(window));
            return;
        }
        String padded = site.step(
                "Pad",
                List.of(
                        site.operand(0),
                        MoveOperators.pads(site, window.padding()),
                        site.number(Double.NEGATIVE_INFINITY)));
        site.result("MaxPool", List.of(padded), withDilation(window.withPadding(Padding.NONE)));
    }

    private static OnnxAttribute[] withDilation(Window window) {
        var attributes = new ArrayList<>(LinearOperators.window(window));
        attributes.add(OnnxAttribute.wholes(
                "dilations", window.dilation().height(), window.dilation().width()));
        return attributes.toArray(OnnxAttribute[]::new);
    }

    /// `AveragePool` knows no dilation before set 19, and no padding as wide as the kernel; a convolution of each channel with
    /// equal weights does the same there.
    static void avgPool(Site site, AvgPool o) {
        Window window = o.window();
        if (padsLessThanKernel(window) && window.dilation().equals(Extent.square(1))) {
            var attributes = new ArrayList<>(LinearOperators.window(window));
            attributes.add(OnnxAttribute.whole("count_include_pad", o.countPadding() ? 1 : 0));
            site.result("AveragePool", site.operands(), attributes.toArray(OnnxAttribute[]::new));
            return;
        }
        int channels = site.shape().size(1);
        List<Integer> kernel =
                List.of(channels, 1, window.kernel().height(), window.kernel().width());
        int area = window.kernel().height() * window.kernel().width();
        float[] weights = new float[channels * area];
        Arrays.fill(weights, o.countPadding() ? 1f / area : 1);
        List<String> operands = List.of(site.operand(0), site.graph().floats(kernel, weights));
        var attributes = new ArrayList<>(List.of(withDilation(window)));
        attributes.add(OnnxAttribute.whole("group", channels));
        OnnxAttribute[] convolution = attributes.toArray(OnnxAttribute[]::new);
        if (o.countPadding()) {
            site.result("Conv", operands, convolution);
        } else {
            String sums = site.step("Conv", operands, convolution);
            site.result("Div", List.of(sums, cellsInside(site, window)));
        }
    }

    /// How many cells of the image each place of the window has, at least 1: `[1, 1, h', w']`.
    private static String cellsInside(Site site, Window window) {
        Shape from = site.shape();
        Shape to = site.node().result().shape();
        Padding pad = window.padding();
        Extent kernel = window.kernel();
        Extent stride = window.stride();
        Extent dilation = window.dilation();
        int[] rows = new Line(kernel.height(), stride.height(), pad.top(), dilation.height())
                .inside(from.size(2), to.size(2));
        int[] columns = new Line(kernel.width(), stride.width(), pad.left(), dilation.width())
                .inside(from.size(3), to.size(3));
        float[] cells = new float[rows.length * columns.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Math.max(1, rows[i / columns.length] * columns[i % columns.length]);
        }
        return site.graph().floats(List.of(1, 1, rows.length, columns.length), cells);
    }

    /// A window along one dimension, with `padding` cells before the first.
    private record Line(int kernel, int stride, int padding, int dilation) {
        /// For each place, how many taps are inside.
        int[] inside(int size, int places) {
            int[] counts = new int[places];
            for (int place = 0; place < places; place++) {
                int first = place * stride - padding;
                for (int tap = 0; tap < kernel; tap++) {
                    int cell = first + tap * dilation;
                    counts[place] += cell >= 0 && cell < size ? 1 : 0;
                }
            }
            return counts;
        }
    }

    private static boolean padsLessThanKernel(Window window) {
        Padding pad = window.padding();
        Extent kernel = window.kernel();
        return Math.max(pad.top(), pad.bottom()) < kernel.height() && Math.max(pad.left(), pad.right()) < kernel.width();
    }

    /// Over whole images, which ONNX keeps as images of one cell.
    static void global(Site site, String type, String image) {
        site.result("Flatten", List.of(site.step(type, List.of(image))), OnnxAttribute.whole("axis", 1));
    }
}
