package dev.bnc.bench.torch;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.SpatialSum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A node, and the one after it where libtorch does both in one call.
///
/// @param then the addition of a bias, or the division of a sum over positions by their number
record Merged(Node node, Optional<Node> then) {
    /// The graph's nodes in order, those that go together merged.
    static List<Merged> of(Graph graph) {
        Map<Value, List<Node>> users = graph.users();
        Map<Value, Node> producers = graph.producers();
        Set<Value> outputs = new HashSet<>();
        graph.outputs().forEach(o -> outputs.add(o.value()));
        Set<Node> taken = new HashSet<>();
        List<Merged> merged = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (taken.contains(node)) {
                continue;
            }
            List<Node> readers = users.getOrDefault(node.result(), List.of());
            Optional<Node> then = readers.size() == 1 && !outputs.contains(node.result())
                    ? Optional.of(readers.getFirst()).filter(reader -> together(node, reader, producers))
                    : Optional.empty();
            then.ifPresent(taken::add);
            merged.add(new Merged(node, then));
        }
        return merged;
    }

    /// What the call makes.
    Value result() {
        return then.orElse(node).result();
    }

    /// What the call reads.
    List<Value> operands() {
        return node.inputs();
    }

    private static boolean together(Node node, Node reader, Map<Value, Node> producers) {
        boolean linear =
                node.op() instanceof Conv2d || node.op() instanceof MatMul || node.op() instanceof ConvTranspose2d;
        if (node.op() instanceof SpatialSum) {
            return divides(node, reader, producers);
        }
        return linear && reader.op() instanceof BiasAdd && reader.input(1).isParameter();
    }

    private static boolean divides(Node sum, Node reader, Map<Value, Node> producers) {
        if (!(reader.op() instanceof Binary(BinaryFunction function)) || function != BinaryFunction.MULTIPLY) {
            return false;
        }
        Value factor = reader.input(reader.input(0).equals(sum.result()) ? 1 : 0);
        Node producer = producers.get(factor);
        double positions = sum.input(0).shape().size(2) * (double) sum.input(0).shape().size(3);
        return producer != null
                && producer.op() instanceof Constant(double value)
                && Math.abs(value * positions - 1) < 1e-6;
    }
}
