package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Folds write down how new weights are computed from old ones. That is done once, when a model is exported; for a picture of
/// what runs they are parameters like others.
final class ComputedWeights {
    private final Map<Value, Value> made = new HashMap<>();
    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();

    private ComputedWeights() {}

    /// The graph without the nodes that no input reaches. What others read of them is a parameter, named for its layer.
    static Graph asParameters(Graph graph) {
        return new ComputedWeights().rewritten(graph);
    }

    private Graph rewritten(Graph graph) {
        graph.parameters().forEach(p -> names.add(p.name()));
        var weights = new HashSet<Value>();
        var constants = new HashSet<Value>();
        var kept = new ArrayList<Node>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Constant) {
                constants.add(node.result());
                kept.add(node);
            } else if (!(node.op() instanceof Input)
                    && node.inputs().stream()
                            .allMatch(v -> v.isParameter() || weights.contains(v) || constants.contains(v))) {
                weights.add(node.result());
            } else {
                kept.add(node.withInputs(
                        node.inputs().stream().map(v -> read(v, node, weights)).toList()));
            }
        }
        return new Graph(List.copyOf(parameters.values()), kept, graph.outputs(), graph.updates());
    }

    private Value read(Value value, Node reader, Set<Value> weights) {
        Value read = weights.contains(value) ? made.computeIfAbsent(value, v -> parameter(v, reader)) : value;
        if (read.isParameter()) {
            parameters.put(read.name(), read);
        }
        return read;
    }

    private Value parameter(Value value, Node reader) {
        String wanted = reader.origin().layer() + ".folded";
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + i;
        }
        return Value.parameter(name, value.type());
    }
}
