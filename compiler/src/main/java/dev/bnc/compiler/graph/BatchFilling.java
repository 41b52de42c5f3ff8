package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Broadcast;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Reshape;
import java.util.List;

/// A graph with its open batch size filled in: in the type of every result, and in the attributes that hold shapes.
record BatchFilling(Graph open, int batch) {
    Graph graph() {
        return new Graph(
                open.parameters(),
                open.nodes().stream().map(this::node).toList(),
                open.outputs().stream()
                        .map(o -> new Output(o.name(), value(o.value())))
                        .toList(),
                open.updates().stream()
                        .map(u -> new Update(u.parameter(), value(u.value())))
                        .toList());
    }

    private Node node(Node node) {
        List<Value> inputs = node.inputs().stream().map(this::value).toList();
        return new Node(value(node.result()), op(node.op()), inputs, node.origin());
    }

    /// Parameters have no batch.
    private Value value(Value value) {
        return value.isParameter()
                ? value
                : Value.result(value.name(), value.type().atBatch(batch));
    }

    private Op op(Op op) {
        return switch (op) {
            case Reshape o -> new Reshape(o.shape().atBatch(batch));
            case Broadcast o -> new Broadcast(o.shape().atBatch(batch));
            case DropoutMask o ->
                new DropoutMask(o.rate(), o.seed(), o.stream(), o.shape().atBatch(batch));
            case Op o -> o;
        };
    }
}
