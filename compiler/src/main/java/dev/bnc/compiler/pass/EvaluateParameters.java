package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The last step of a fold: what is computed from parameters alone is computed once, in float64, by the reference
/// interpreter, and becomes a parameter of its own.
///
/// Not a pass, as it makes numbers beside the graph. Numbers alone (constants) and parameters that are only viewed under
/// another shape stay nodes. Parameters that nothing reads any more are left out; the others are never changed.
public final class EvaluateParameters {
    private final Graph graph;
    private final Map<Value, Node> producers;
    private final KnownValues known;
    private final ParameterExpressions fixed;
    private final Set<String> names = new HashSet<>();
    private final Map<Value, Value> made = new LinkedHashMap<>();
    private final Map<String, Tensor> numbers = new LinkedHashMap<>();

    private EvaluateParameters(Graph graph, KnownValues known) {
        this.graph = graph;
        this.known = known;
        this.producers = graph.producers();
        this.fixed = ParameterExpressions.of(graph);
        graph.parameters().forEach(p -> names.add(p.name()));
    }

    /// A graph, and the numbers of those of its parameters that the graph before did not have.
    public record Result(Graph graph, Map<String, Tensor> made) {
        public Result {
            made = Map.copyOf(made);
        }
    }

    /// The graph with all that is computed from parameters alone made new parameters.
    ///
    /// @throws IllegalArgumentException if a parameter that is computed with is not known
    public static Result of(Graph graph, KnownValues known) {
        return new EvaluateParameters(graph, known).result();
    }

    private Result result() {
        for (Node node : graph.nodes()) {
            if (!fixed.contains(node)) {
                node.inputs().stream().filter(this::isArithmetic).forEach(v -> make(v, node));
            }
        }
        var rewriter = new GraphRewriter(graph);
        made.forEach(rewriter::replace);
        graph.nodes().forEach(rewriter::keep);
        Graph rewritten = rewriter.graph();
        List<Value> declared = new ArrayList<>(graph.parameters());
        declared.addAll(made.values());
        Graph swept = EliminateDeadNodes.sweep(
                new Graph(declared, rewritten.nodes(), rewritten.outputs(), rewritten.updates()));
        return new Result(new Graph(read(swept), swept.nodes(), swept.outputs(), swept.updates()), numbers);
    }

    /// The parameters that are read, in the order of their first readers.
    private static List<Value> read(Graph graph) {
        Set<Value> read = new LinkedHashSet<>();
        graph.nodes().forEach(n -> n.inputs().stream().filter(Value::isParameter).forEach(read::add));
        graph.outputs().stream().map(Output::value).filter(Value::isParameter).forEach(read::add);
        return List.copyOf(read);
    }

    /// Whether the value is computed from parameters, and not a parameter under another shape.
    private boolean isArithmetic(Value value) {
        if (value.isParameter() || !fixed.contains(value)) {
            return false;
        }
        Node node = producer(value);
        boolean viewed = node.op() instanceof Reshape;
        return viewed ? isArithmetic(node.input(0)) : readsParameter(value);
    }

    private boolean readsParameter(Value value) {
        return value.isParameter() || producer(value).inputs().stream().anyMatch(this::readsParameter);
    }

    private Node producer(Value result) {
        return Objects.requireNonNull(producers.get(result), "every result has a producer");
    }

    private void make(Value value, Node reader) {
        if (made.containsKey(value)) {
            return;
        }
        String name = free(name(value, reader));
        made.put(value, Value.parameter(name, value.type()));
        numbers.put(
                name,
                known.of(value, producers)
                        .orElseThrow(() -> new IllegalArgumentException("not all parameters of " + name + " are known")));
    }

    /// A folded weight is called for the weight it is made of, a bias for the weight beside it, what was left of a batch norm
    /// for its layer.
    private String name(Value value, Node reader) {
        Node before = producers.get(reader.input(0));
        if (reader.op() instanceof BiasAdd && before != null && isProduct(before)) {
            String weight = source(before.input(1));
            return weight.replaceFirst("\\.?weight(\\.folded)?(\\.\\d+)?$", "") + ".bias.folded";
        }
        if (reader.op() instanceof BiasAdd || reader.op() instanceof ChannelScale) {
            String part = reader.op() instanceof BiasAdd ? ".shift" : ".scale";
            return reader.origin().layer() + part;
        }
        return source(value) + ".folded";
    }

    private boolean isProduct(Node node) {
        boolean linear = node.op() instanceof MatMul
                || node.op() instanceof Conv2d
                || node.op() instanceof ConvTranspose2d;
        return linear && fixed.contains(node.input(1));
    }

    /// The parameter an expression of weights starts from: it is always the first operand.
    private String source(Value value) {
        Value origin = value;
        while (!origin.isParameter() && !producer(origin).inputs().isEmpty()) {
            origin = producer(origin).input(0);
        }
        return origin.name().replaceFirst("\\.folded(\\.\\d+)?$", "");
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + "." + i;
        }
        return name;
    }
}
