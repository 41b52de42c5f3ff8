package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.ShapeInference;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Update;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Builds a graph from another one, node by node in the old order: each node is kept, left out or made anew, and readers
/// of a replaced value get the replacement.
final class GraphRewriter {
    private final Graph before;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Value, Value> replacements = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private int next;

    GraphRewriter(Graph before) {
        this.before = before;
        before.nodes().forEach(n -> taken.add(n.result().name()));
    }

    /// What readers of `value` read from now on.
    Value of(Value value) {
        return replacements.getOrDefault(value, value);
    }

    /// The node with replaced operands; the same instance if there are none.
    Node of(Node node) {
        List<Value> inputs = node.inputs().stream().map(this::of).toList();
        return inputs.equals(node.inputs()) ? node : node.withInputs(inputs);
    }

    /// Lets readers of `value` read `by`, which must be a parameter or have been appended.
    void replace(Value value, Value by) {
        replacements.put(value, by);
    }

    /// Appends a node of the old graph, with operands replaced.
    void keep(Node node) {
        append(of(node));
    }

    /// Appends a node as it is.
    void append(Node node) {
        nodes.add(node);
    }

    /// Appends a new node under a fresh name.
    Value add(Origin origin, Op op, Value... inputs) {
        List<Value> operands = List.of(inputs);
        TensorType type = ShapeInference.infer(op, operands.stream().map(Value::type).toList());
        Value result = Value.result(freshName(), type);
        append(new Node(result, op, operands, origin));
        return result;
    }

    /// The new graph; the old instance if nothing changed.
    Graph graph() {
        List<Output> outputs = before.outputs().stream()
                .map(o -> new Output(o.name(), of(o.value())))
                .toList();
        List<Update> updates = before.updates().stream()
                .map(u -> new Update(u.parameter(), of(u.value())))
                .toList();
        Graph after = new Graph(before.parameters(), nodes, outputs, updates);
        return after.equals(before) ? before : after;
    }

    /// A name no result has yet.
    String freshName() {
        String name = "new" + next++;
        while (!taken.add(name)) {
            name = "new" + next++;
        }
        return name;
    }
}
