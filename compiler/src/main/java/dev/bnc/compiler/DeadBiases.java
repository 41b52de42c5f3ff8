package dev.bnc.compiler;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds biases that a batch norm subtracts again with its mean: the sum flows into that batch norm and nowhere else, and
/// nothing else reads the bias or the running mean. What training makes of them is in
/// [dev.bnc.runtime.train.ProgramSource#deadBiases()].
final class DeadBiases {
    private final Map<Value, Node> producers;
    private final Map<Value, List<Node>> users;
    private final List<Value> outputs;

    private DeadBiases(Graph graph) {
        this.producers = graph.producers();
        this.users = graph.users();
        this.outputs = graph.outputs().stream().map(Output::value).toList();
    }

    /// Names of biases, each with that of the running mean.
    static Map<String, String> of(Graph forward) {
        var search = new DeadBiases(forward);
        var found = new LinkedHashMap<String, String>();
        for (Node node : forward.nodes()) {
            if (node.op() instanceof BatchNorm norm && subtracts(norm)) {
                Node before = search.producers.get(node.input(0));
                if (before != null && search.isDead(before, node)) {
                    found.put(before.input(1).name(), node.input(1).name());
                }
            }
        }
        return found;
    }

    /// Whether training subtracts the mean, with a gradient that knows of it.
    private static boolean subtracts(BatchNorm norm) {
        return !norm.frozen() && norm.estimate() instanceof Estimate.Moments;
    }

    private boolean isDead(Node sum, Node norm) {
        return sum.op() instanceof BiasAdd
                && sum.input(1).isParameter()
                && norm.input(1).isParameter()
                && readOnce(sum.result())
                && readOnce(sum.input(1))
                && readOnce(norm.input(1));
    }

    private boolean readOnce(Value value) {
        return users.getOrDefault(value, List.of()).size() == 1 && !outputs.contains(value);
    }
}
