package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.ShapeInference;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.reference.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A graph while factors and summands are moved in it: what has been written so far, what is fixed (computed from
/// parameters alone), and how often each value is read.
///
/// Nodes of the old graph that lost their readers stay until the end, so a value is read as often as in the old graph. Nodes
/// a fold makes for itself are read once: by the next of them.
final class Folding {
    private final Graph before;
    private final KnownValues known;
    private final GraphRewriter rewriter;
    private final Map<Value, Node> producers = new HashMap<>();
    private final Set<Value> fixed = new HashSet<>();
    private final Map<Value, Integer> readers = new HashMap<>();
    private final Set<Value> outputs = new HashSet<>();
    private boolean changed;

    Folding(Graph before, KnownValues known) {
        this.before = before;
        this.known = known;
        this.rewriter = new GraphRewriter(before);
        fixed.addAll(before.parameters());
        before.users().forEach((value, users) -> readers.put(value, users.size()));
        before.outputs().forEach(o -> outputs.add(o.value()));
    }

    /// The node with what its operands have become.
    Node of(Node node) {
        return rewriter.of(node);
    }

    /// What a value of the old graph has become.
    Value of(Value value) {
        return rewriter.of(value);
    }

    void append(Node node) {
        rewriter.append(node);
        producers.put(node.result(), node);
        boolean source = node.op() instanceof Input || node.op() instanceof DropoutMask;
        if (!source && fixed.containsAll(node.inputs())) {
            fixed.add(node.result());
        }
    }

    Value add(Origin origin, Op op, Value... inputs) {
        List<Value> operands = List.of(inputs);
        TensorType type = ShapeInference.infer(op, operands.stream().map(Value::type).toList());
        Value result = Value.result(rewriter.freshName(), type);
        append(new Node(result, op, operands, origin));
        return result;
    }

    /// Lets all readers of `value` read `by`.
    void replace(Value value, Value by) {
        changed = true;
        rewriter.replace(value, by);
        readers.put(by, readers.getOrDefault(value, 0));
        if (outputs.contains(value)) {
            outputs.add(by);
        }
    }

    /// Whether the value is computed from parameters alone.
    boolean fixed(Value value) {
        return fixed.contains(value);
    }

    boolean isOutput(Value value) {
        return outputs.contains(value);
    }

    boolean readOnce(Value value) {
        return readers.getOrDefault(value, 1) <= 1 && !outputs.contains(value);
    }

    Optional<Node> producer(Value value) {
        return Optional.ofNullable(producers.get(value));
    }

    /// The numbers of a fixed value, if those of the parameters are known.
    Optional<Tensor> numbers(Value value) {
        return known.of(value, producers);
    }

    /// Whether the node multiplies data by a fixed weight: dense layers and convolutions.
    boolean isProduct(Node node) {
        boolean linear =
                switch (node.op()) {
                    case MatMul o -> !o.transposeA();
                    case Conv2d _, ConvTranspose2d _ -> true;
                    case Op _ -> false;
                };
        return linear && hasFixedSecond(node);
    }

    /// Whether the node adds a fixed summand a channel, or multiplies by a fixed factor.
    boolean isStep(Node node) {
        return (node.op() instanceof BiasAdd || node.op() instanceof ChannelScale) && hasFixedSecond(node);
    }

    private boolean hasFixedSecond(Node node) {
        return fixed(node.input(1)) && !fixed(node.input(0));
    }

    /// The new graph without the nodes that nothing reads any more; the old instance if nothing changed.
    Graph graph() {
        return changed ? EliminateDeadNodes.sweep(rewriter.graph()) : before;
    }
}
