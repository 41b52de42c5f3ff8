package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Op;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A graph as text. [GraphReader] reads it back.
///
/// Results are renumbered from `%0` and attributes sorted, so graphs that differ in nothing else print alike. A comment
/// behind a node tells its origin.
///
/// ```
/// @h1.dense.weight f32[100,784]
/// %0 = input {name=image} f32[60,784]
/// %1 = matmul(%0, @h1.dense.weight) {transposeB=true} f32[60,100]  // h1.dense mnist.net:12:5
/// output logits = %1
/// update @h1.norm.mean = %7
/// ```
public final class GraphPrinter {
    private final Map<Value, String> numbers = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    private GraphPrinter() {}

    /// The graph as text. Never fails, so that broken graphs can be shown: a value nothing defines prints as `%?name`.
    public static String print(Graph graph) {
        return new GraphPrinter().graph(graph);
    }

    /// The operator alone, as in a printed node: `relu`, `dropout {rate=0.5, stream=0}`.
    public static String print(Op op) {
        OpText text = OpText.of(op);
        return text.name() + text.attributesText();
    }

    /// The name an operator is printed under: `batch_norm`.
    public static String operator(Op op) {
        return OpText.of(op).name();
    }

    private String graph(Graph graph) {
        graph.parameters().forEach(p -> line(value(p) + " " + p.type()));
        graph.nodes().forEach(n -> line(node(n)));
        graph.outputs().forEach(o -> line("output " + Text.name(o.name()) + " = " + value(o.value())));
        graph.updates().forEach(u -> line("update " + value(u.parameter()) + " = " + value(u.value())));
        return text.toString();
    }

    private String node(Node node) {
        OpText op = OpText.of(node.op());
        String operands = node.inputs().stream().map(this::value).collect(Collectors.joining(", ", "(", ")"));
        numbers.put(node.result(), "%" + numbers.size());
        return value(node.result()) + " = " + op.name() + (node.inputs().isEmpty() ? "" : operands)
                + op.attributesText() + " " + node.result().type() + origin(node.origin());
    }

    private String value(Value value) {
        return value.isParameter() ? "@" + Text.name(value.name()) : numbers.getOrDefault(value, "%?" + value.name());
    }

    private static String origin(Origin origin) {
        boolean placed = !origin.file().isEmpty() || origin.line() != 0 || origin.column() != 0;
        String place = Text.name(origin.file()) + ":" + origin.line() + ":" + origin.column();
        String layer = origin.layer().isEmpty() ? "" : "  // " + Text.name(origin.layer());
        if (!placed) {
            return layer;
        }
        return (layer.isEmpty() ? "  //" : layer) + " " + place;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
