package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Appends nodes one by one, infers their types and names their results. The one mutable type of the package; each
/// builder makes one graph.
///
/// ```java
/// var b = new GraphBuilder();
/// Value x = b.input("image", TensorType.f32(Shape.BATCH, 784));
/// Value w = b.parameter("w", TensorType.f32(10, 784));
/// b.output("logits", b.add(new MatMul(false, true), x, w));
/// Graph graph = b.build();
/// ```
public final class GraphBuilder {
    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Update> updates = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private Origin origin = Origin.NONE;
    private int next;

    /// An empty graph.
    public GraphBuilder() {}

    /// Starts from a graph, to append to it. Its results keep their names.
    public static GraphBuilder extending(Graph graph) {
        var builder = new GraphBuilder();
        graph.parameters().forEach(p -> builder.parameters.put(p.name(), p));
        builder.nodes.addAll(graph.nodes());
        graph.nodes().forEach(n -> builder.taken.add(n.result().name()));
        builder.outputs.addAll(graph.outputs());
        builder.updates.addAll(graph.updates());
        return builder;
    }

    /// Sets the origin of the nodes that follow.
    public void at(Origin where) {
        origin = where;
    }

    /// Declares a parameter, or gives back the one of that name if its type is the same.
    public Value parameter(String name, TensorType type) {
        Value declared = parameters.computeIfAbsent(name, n -> Value.parameter(n, type));
        if (!declared.type().equals(type)) {
            throw new IllegalArgumentException("parameter " + name + " is " + declared.type() + ", not " + type);
        }
        return declared;
    }

    /// Appends an input; its type cannot be inferred.
    public Value input(String name, TensorType type) {
        return append(new Input(name), List.of(), type);
    }

    /// Appends a node and infers the type of its result.
    ///
    /// @throws IllegalArgumentException if the operand types do not fit the operator
    public Value add(Op op, Value... inputs) {
        return add(op, List.of(inputs));
    }

    /// Appends a node and infers the type of its result.
    ///
    /// @throws IllegalArgumentException if the operand types do not fit the operator
    public Value add(Op op, List<Value> inputs) {
        return append(
                op,
                inputs,
                ShapeInference.infer(op, inputs.stream().map(Value::type).toList()));
    }

    /// Makes a value readable from outside.
    public void output(String name, Value value) {
        outputs.add(new Output(name, value));
    }

    /// Lets a parameter take a value after the run.
    public void update(Value parameter, Value value) {
        updates.add(new Update(parameter, value));
    }

    /// The graph as built so far.
    public Graph build() {
        return new Graph(List.copyOf(parameters.values()), nodes, outputs, updates);
    }

    private Value append(Op op, List<Value> inputs, TensorType type) {
        Value result = Value.result(freshName(), type);
        nodes.add(new Node(result, op, inputs, origin));
        return result;
    }

    private String freshName() {
        String name = Integer.toString(next++);
        while (!taken.add(name)) {
            name = Integer.toString(next++);
        }
        return name;
    }
}
