package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Pad;
import dev.bnc.compiler.graph.op.Padding;
import java.util.List;
import java.util.stream.IntStream;

/// Operators that move elements, repeat them, or add them up.
final class MoveOperators {
    /// ONNX's number for 64-bit whole numbers, as the target of `Cast`.
    private static final int INT64 = 7;

    private MoveOperators() {}

    /// A reshaped parameter is an initializer of that shape.
    static void reshape(Site site) {
        Value source = site.node().input(0);
        Shape target = site.node().result().shape();
        if (source.isParameter()) {
            site.graph().alias(site.node().result(), () -> site.graph().weight(source.name(), target.sizes()));
        } else {
            site.result("Reshape", List.of(site.operand(0), site.graph().wholes(OnnxGraphBuilder.target(target))));
        }
    }

    static void slice(Site site, List<Integer> axes, List<Integer> from, List<Integer> to) {
        OnnxGraphBuilder graph = site.graph();
        site.result("Slice", List.of(site.operand(0), graph.wholes(from), graph.wholes(to), graph.wholes(axes)));
    }

    static void crop(Site site, Padding border) {
        Shape shape = site.shape();
        slice(
                site,
                List.of(2, 3),
                List.of(border.top(), border.left()),
                List.of(shape.size(2) - border.bottom(), shape.size(3) - border.right()));
    }

    static void pad(Site site, Pad o) {
        site.result("Pad", List.of(site.operand(0), pads(site, o.padding()), site.number(o.value())));
    }

    /// The operand of `Pad`: cells before each of the four dimensions, then behind each.
    static String pads(Site site, Padding p) {
        return site.graph().wholes(List.of(0, 0, p.top(), p.left(), 0, 0, p.bottom(), p.right()));
    }

    static void broadcastSpatial(Site site, Extent size) {
        Shape cell = site.shape();
        String image =
                site.step("Reshape", List.of(site.operand(0), site.graph().wholes(List.of(0, cell.size(1), 1, 1))));
        site.result("Expand", List.of(image, site.graph().wholes(List.of(1, 1, size.height(), size.width()))));
    }

    static void broadcast(Site site, Shape shape) {
        if (!shape.symbolic()) {
            site.result("Expand", List.of(site.operand(0), site.graph().wholes(shape.sizes())));
            return;
        }
        List<String> sizes = List.of(
                site.graph().batch(site.node()),
                site.graph().wholes(shape.sizes().subList(1, shape.rank())));
        site.result("Expand", List.of(site.operand(0), site.step("Concat", sizes, OnnxAttribute.whole("axis", 0))));
    }

    static void oneHot(Site site, int classes) {
        String labels = site.step("Cast", site.operands(), OnnxAttribute.whole("to", INT64));
        site.result(
                "OneHot",
                List.of(
                        labels,
                        site.graph().wholes(List.of(classes)),
                        site.graph().floats(List.of(2), 0, 1)));
    }

    /// Over all dimensions but channels.
    static void channelSum(Site site) {
        sum(
                site,
                IntStream.range(0, site.shape().rank())
                        .filter(axis -> axis != 1)
                        .boxed()
                        .toList());
    }

    static void sum(Site site, List<Integer> axes) {
        site.result(
                "ReduceSum", List.of(site.operand(0), site.graph().wholes(axes)), OnnxAttribute.whole("keepdims", 0));
    }
}
