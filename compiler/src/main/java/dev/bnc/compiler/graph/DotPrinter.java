package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Input;
import java.util.HashMap;
import java.util.Map;

/// A graph in Graphviz's language, for `dot -Tsvg`: a box a node, an arrow from each value's maker to its readers.
/// Parameters are written into the boxes of their readers.
public final class DotPrinter {
    private final Map<Value, String> names = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    private DotPrinter() {}

    /// The graph as a digraph of that name.
    public static String print(String name, Graph graph) {
        return new DotPrinter().graph(name, graph);
    }

    private String graph(String name, Graph graph) {
        text.append("digraph ").append(quoted(name)).append(" {\n");
        text.append("  node [shape=box, fontname=\"sans-serif\", fontsize=10]\n");
        graph.nodes().forEach(this::node);
        for (Output output : graph.outputs()) {
            String name2 = "output_" + names.get(output.value());
            text.append("  ").append(name2).append(" [shape=ellipse, label=").append(quoted(output.name())).append("]\n");
            text.append("  ").append(names.get(output.value())).append(" -> ").append(name2).append('\n');
        }
        for (Update update : graph.updates()) {
            String target = "update_" + names.size();
            names.put(update.parameter(), target);
            text.append("  ").append(target).append(" [shape=ellipse, style=dashed, label=");
            text.append(quoted("@" + update.parameter().name())).append("]\n");
            if (names.containsKey(update.value())) {
                text.append("  ").append(names.get(update.value())).append(" -> ").append(target).append('\n');
            }
        }
        return text.append("}\n").toString();
    }

    private void node(Node node) {
        String name = "n" + names.size();
        names.put(node.result(), name);
        var label = new StringBuilder();
        OpText op = OpText.of(node.op());
        label.append(op.name()).append(op.attributesText());
        node.inputs().stream().filter(Value::isParameter).forEach(p -> label.append("\n@").append(p.name()));
        label.append('\n').append(node.result().type());
        String shape = node.op() instanceof Input ? "shape=ellipse, " : "";
        text.append("  ").append(name).append(" [").append(shape).append("label=");
        text.append(quoted(label.toString())).append("]\n");
        node.inputs().stream()
                .filter(names::containsKey)
                .filter(v -> !v.isParameter())
                .forEach(v -> text.append("  ").append(names.get(v)).append(" -> ").append(name).append('\n'));
    }

    private static String quoted(String label) {
        return '"' + label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
