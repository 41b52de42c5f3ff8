package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Where the ONNX nodes for one node of the graph go.
///
/// ```java
/// String root = site.step("Sigmoid", List.of(site.operand(0)));
/// site.result("Mul", List.of(site.operand(0), root));          // silu
/// ```
///
/// @param opset version of ONNX's operators
record Site(OnnxGraphBuilder graph, Node node, int opset) {
    /// Name of the operand in that place.
    String operand(int index) {
        return graph.name(node.input(index));
    }

    /// Names of all operands.
    List<String> operands() {
        return node.inputs().stream().map(graph::name).toList();
    }

    /// Shape of the first operand.
    Shape shape() {
        return node.input(0).shape();
    }

    /// A scalar constant.
    String number(double value) {
        return graph.floats(List.of(), (float) value);
    }

    /// Name of an operand with one number a channel, shaped so that it goes with `rank` dimensions: `[c, 1, 1]` for images.
    String perChannel(int index, int rank) {
        return perChannel(node.input(index), rank);
    }

    /// As above, of any value with one number a channel.
    String perChannel(Value value, int rank) {
        if (rank <= 2) {
            return graph.name(value);
        }
        Integer[] sizes = new Integer[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = value.shape().size(0);
        return value.isParameter()
                ? graph.weight(value.name(), List.of(sizes))
                : step("Reshape", List.of(graph.name(value), graph.wholes(List.of(sizes))));
    }

    /// Appends a node on the way to the result.
    String step(String type, List<String> operands, OnnxAttribute... attributes) {
        String name = graph.between(node, type.toLowerCase(Locale.ROOT));
        graph.append(type, operands, name, List.of(attributes), place());
        return name;
    }

    /// Appends the node that makes the result.
    void result(String type, List<String> operands, OnnxAttribute... attributes) {
        graph.append(type, operands, graph.define(node), List.of(attributes), place());
    }

    private String place() {
        var origin = node.origin();
        return origin.line() == 0 ? "" : origin.file() + ":" + origin.line() + ":" + origin.column();
    }
}
