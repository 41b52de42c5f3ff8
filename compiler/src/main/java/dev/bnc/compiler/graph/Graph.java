package dev.bnc.compiler.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A computation: nodes in topological order, what they may read, what comes out, and how the state changes.
///
/// Immutable. Users and producers are computed, never stored. An inference graph has no updates; a training step's
/// updates say what every weight, statistic and optimizer slot becomes.
///
/// ```
/// @h1.dense.weight f32[100,784]
/// %0 = input {name=image} f32[60,1,28,28]
/// %1 = reshape(%0) {shape=[60,784]} f32[60,784]
/// %2 = matmul(%1, @h1.dense.weight) {transposeB=true} f32[60,100]
/// output logits = %2
/// ```
public record Graph(List<Value> parameters, List<Node> nodes, List<Output> outputs, List<Update> updates) {
    public Graph {
        parameters = List.copyOf(parameters);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        updates = List.copyOf(updates);
    }

    /// The same graph with other nodes.
    public Graph withNodes(List<Node> replaced) {
        return new Graph(parameters, replaced, outputs, updates);
    }

    /// This graph with the open batch size filled in, everywhere; the same instance if it is filled in already.
    public Graph atBatch(int batch) {
        return nodes.stream().anyMatch(n -> n.result().shape().symbolic())
                ? new BatchFilling(this, batch).graph()
                : this;
    }

    /// Node that makes each result.
    public Map<Value, Node> producers() {
        var producers = new HashMap<Value, Node>();
        nodes.forEach(n -> producers.put(n.result(), n));
        return producers;
    }

    /// Nodes that read each value, in order; a node that reads a value twice is listed twice. Values that nothing
    /// reads are absent; outputs and updates do not count.
    public Map<Value, List<Node>> users() {
        var users = new HashMap<Value, List<Node>>();
        for (Node node : nodes) {
            for (Value input : node.inputs()) {
                users.computeIfAbsent(input, _ -> new ArrayList<>()).add(node);
            }
        }
        return users;
    }

    /// The parameter of that name, if the graph has it.
    public Optional<Value> parameter(String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /// The value behind the output of that name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Value output(String name) {
        return outputs.stream()
                .filter(o -> o.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no output " + name + " in " + outputs))
                .value();
    }
}
