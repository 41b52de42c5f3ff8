package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import java.util.List;
import java.util.stream.Collectors;

/// What is counted of a node, for one example.
///
/// @param parameters numbers it reads from the state: weights, biases, statistics
/// @param flops floating-point operations: two for each multiply-add, one for each step of another function of an element, a
///     comparison included
/// @param bytes of its result
record NodeFacts(long parameters, long flops, long bytes) {
    static NodeFacts of(Box box) {
        long elements = box.result().shape().elementsPerExample();
        long parameters = box.parameters().stream().mapToLong(p -> p.shape().elements()).sum();
        long flops = flops(box.node(), elements) + (box.nodes().size() - 1) * elements;
        return new NodeFacts(parameters, flops, 4 * elements);
    }

    /// All boxes together.
    static NodeFacts of(List<Box> boxes) {
        return boxes.stream().map(NodeFacts::of).reduce(new NodeFacts(0, 0, 0), NodeFacts::plus);
    }

    private NodeFacts plus(NodeFacts other) {
        return new NodeFacts(parameters + other.parameters, flops + other.flops, bytes + other.bytes);
    }

    private static long flops(Node node, long elements) {
        return switch (node.op()) {
            case MatMul _, Conv2d _, ConvTranspose2d _ -> Cost.flops(node);
            case Input _, Constant _, Reshape _, Concat _, Slice _, Pad _, Crop _, BroadcastSpatial _, Broadcast _, Dropout _ -> 0;
            case BatchNorm o -> elements * (2 + (o.scale() ? 1 : 0) + (o.shift() ? 1 : 0));
            case GroupNorm o -> elements * (6 + (o.scale() ? 1 : 0) + (o.shift() ? 1 : 0));
            case LocalResponseNorm o -> elements * (2L * o.size() + 4);
            case MaxPool o -> elements * area(o.window().kernel());
            case AvgPool o -> elements * area(o.window().kernel());
            case GlobalMaxPool _, SpatialSum _, ChannelSum _, Sum _ -> node.input(0).shape().elementsPerExample();
            case Softmax _, LogSoftmax _, CrossEntropy _ -> 4 * node.input(0).shape().elementsPerExample();
            case Op _ -> elements;
        };
    }

    private static long area(Extent extent) {
        return (long) extent.height() * extent.width();
    }

    /// What a box says it does: `conv 64 3×3 /2`.
    static String title(Box box) {
        return box.nodes().size() > 1 && Box.isAffine(box.node()) ? "scale and shift" : title(box.node());
    }

    private static String title(Node node) {
        Shape result = node.result().shape();
        return switch (node.op()) {
            case Conv2d o -> convolution("", o.groups(), result.size(1)) + window(o.window());
            case ConvTranspose2d o -> convolution("up", o.groups(), result.size(1)) + window(o.window());
            case MatMul _ -> node.input(1).isParameter() ? "dense " + result.size(1) : "product";
            case BiasAdd _ -> "bias";
            case ChannelScale _ -> "scale";
            case BatchNorm _ -> "batch norm";
            case MaxPool o -> "max " + window(o.window());
            case AvgPool o -> "avg " + window(o.window());
            case SpatialSum _ -> "sum over positions";
            case Op o -> GraphPrinter.operator(o).replace('_', ' ');
        };
    }

    private static String window(Window window) {
        Extent stride = window.stride();
        String step = stride.equals(Extent.square(1)) ? "" : stride.height() == stride.width() ? " /" + stride.height() : " /" + times(stride);
        return times(window.kernel()) + step;
    }

    private static String convolution(String prefix, int groups, int channels) {
        String kind = groups == 1 ? "" : groups == channels ? "dw " : groups + " × ";
        return kind + prefix + "conv " + (groups == 1 || groups == channels ? channels : channels / groups) + " ";
    }

    private static String times(Extent extent) {
        return extent.height() + "×" + extent.width();
    }

    /// Sizes of one example: `64×28×28`; `1` for a scalar.
    static String sizes(Value value) {
        Shape shape = value.shape();
        return shape.rank() < 2
                ? Long.toString(shape.elementsPerExample())
                : shape.sizes().stream().skip(1).map(String::valueOf).collect(Collectors.joining("×"));
    }
}
