package dev.bnc.cli;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// A graph as a table: for each layer its operations, the shape of one example of its output, its numbers.
final class GraphTable {
    private GraphTable() {}

    static String of(Graph graph) {
        SequencedMap<String, List<Node>> layers = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            layers.computeIfAbsent(node.origin().layer(), _ -> new ArrayList<>())
                    .add(node);
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("layer", "operations", "output", "numbers"));
        layers.forEach((layer, nodes) -> rows.add(List.of(layer, operations(nodes), output(nodes), numbers(nodes))));
        return TextTable.of(rows, 3);
    }

    private static String operations(List<Node> nodes) {
        return nodes.stream().map(n -> GraphPrinter.operator(n.op())).collect(Collectors.joining(", "));
    }

    private static String output(List<Node> nodes) {
        Shape shape = nodes.getLast().result().shape();
        return shape.sizes().stream().skip(1).map(Object::toString).collect(Collectors.joining("x"));
    }

    private static String numbers(List<Node> nodes) {
        Set<Value> parameters = nodes.stream()
                .flatMap(n -> n.inputs().stream())
                .filter(Value::isParameter)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        long numbers = parameters.stream().mapToLong(p -> p.shape().elements()).sum();
        return numbers == 0 ? "" : String.format(Locale.ROOT, "%,d", numbers);
    }
}
