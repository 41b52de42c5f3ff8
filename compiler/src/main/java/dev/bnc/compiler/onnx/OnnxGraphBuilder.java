package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.artifact.NamedTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Appends nodes and constants to an ONNX graph and names everything in it: inputs, outputs and weights as in the net,
/// results after their layers. Each builder makes one graph.
final class OnnxGraphBuilder {
    private final Graph source;
    private final Map<String, NamedTensor> weights;
    private final OnnxNames names = new OnnxNames();
    private final Map<Value, String> values = new HashMap<>();
    /// Constants that values stand for, made when they are read.
    private final Map<Value, Supplier<String>> aliases = new HashMap<>();
    /// Names that outputs promised to callers, by the value that has to bear them.
    private final Map<Value, String> promised = new HashMap<>();
    /// The last result of each layer, by the layer's name.
    private final Map<String, Value> ends = new HashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    private final Map<Constant, String> constants = new HashMap<>();
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxValue> between = new ArrayList<>();
    private String batch = "";

    /// What a constant is, so that equal ones are there once: a parameter in some shape, or numbers.
    private record Constant(String parameter, List<Integer> sizes, List<? extends Number> numbers) {}

    /// An empty graph that will stand for `source`, whose parameters are those weights.
    OnnxGraphBuilder(Graph source, Map<String, NamedTensor> weights) {
        this.source = source;
        this.weights = weights;
        source.nodes().forEach(n -> ends.put(n.origin().layer(), n.result()));
        for (Output output : source.outputs()) {
            names.fresh(output.name());
            if (!output.value().isParameter()) {
                promised.putIfAbsent(output.value(), output.name());
            }
        }
    }

    /// Declares an input. An input that is an output, too, gets there through a node.
    void input(Value value, String name, String description) {
        promised.remove(value);
        String unique = names.fresh(name);
        if (!unique.equals(name)) {
            throw new IllegalStateException("input and output " + name + " would have one name");
        }
        values.put(value, name);
        inputs.add(new OnnxValue(name, value.type(), description));
    }

    /// The name of a value: of a parameter's initializer, of an input, of a result that was defined before.
    String name(Value value) {
        if (value.isParameter()) {
            return weight(value.name(), value.shape().sizes());
        }
        String name = values.get(value);
        if (name != null) {
            return name;
        }
        Supplier<String> constant = aliases.get(value);
        if (constant == null) {
            throw new IllegalStateException(value + " is read before it is computed");
        }
        return constant.get();
    }

    /// The initializer with a parameter's numbers, in any shape of as many.
    String weight(String parameter, List<Integer> sizes) {
        NamedTensor weight = weights.get(parameter);
        if (weight == null) {
            throw new IllegalStateException("no weights for @" + parameter + " among " + weights.keySet());
        }
        String wanted = weight.shape().equals(sizes) ? parameter : parameter + new Shape(sizes);
        return constants.computeIfAbsent(new Constant(parameter, sizes, List.of()), _ -> {
            String name = names.fresh(wanted);
            initializers.put(name, new OnnxTensor.Floats(name, sizes, weight));
            return name;
        });
    }

    /// A constant tensor of floats.
    String floats(List<Integer> sizes, float... numbers) {
        List<Float> key = IntStream.range(0, numbers.length).mapToObj(i -> numbers[i]).toList();
        return constants.computeIfAbsent(new Constant("", sizes, key), _ -> {
            String name = names.fresh("constant");
            initializers.put(name, new OnnxTensor.Floats(name, sizes, NamedTensor.of(name, sizes, numbers)));
            return name;
        });
    }

    /// A constant list of whole numbers.
    String wholes(List<Integer> numbers) {
        return constants.computeIfAbsent(new Constant("", List.of(), numbers), _ -> {
            String name = names.fresh("sizes");
            initializers.put(name, new OnnxTensor.Wholes(name, List.of(numbers.size()), numbers));
            return name;
        });
    }

    /// The name that the result of a node will have.
    String define(Node node) {
        Value result = node.result();
        String output = promised.get(result);
        String name = output != null ? output : names.fresh(label(node));
        values.put(result, name);
        if (output == null) {
            between.add(new OnnxValue(name, result.type(), ""));
        }
        return name;
    }

    /// Lets a value stand for a constant, which is made if something reads the value.
    void alias(Value value, Supplier<String> constant) {
        aliases.put(value, constant);
    }

    /// Appends a node; its name is like that of its result.
    void append(String type, List<String> operands, String result, List<OnnxAttribute> attributes, String place) {
        nodes.add(new OnnxNode(type, names.fresh(result + "/" + type), operands, result, attributes, place));
    }

    /// A name for a result on the way to a node's.
    String between(Node node, String operator) {
        return names.fresh(label(node, operator));
    }

    /// A layer's last result has the layer's name.
    private String label(Node node) {
        String layer = node.origin().layer();
        boolean end = !layer.isEmpty() && node.result().equals(ends.get(layer));
        return end ? layer : label(node, GraphPrinter.operator(node.op()));
    }

    private static String label(Node node, String operator) {
        String layer = node.origin().layer();
        return layer.isEmpty() ? operator : layer + "/" + operator;
    }

    /// The batch size when the net runs, as a list of one number: the first size of an input.
    String batch(Node reader) {
        if (!batch.isEmpty()) {
            return batch;
        }
        OnnxValue input = inputs.stream()
                .filter(i -> i.type().shape().symbolic())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no input has an open batch, but " + reader));
        batch = names.fresh("batch");
        List<OnnxAttribute> first = List.of(OnnxAttribute.whole("start", 0), OnnxAttribute.whole("end", 1));
        append("Shape", List.of(input.name()), batch, first, "");
        return batch;
    }

    /// The graph, with a copy for each output that nothing bears the name of.
    OnnxGraph graph(String name) {
        var outputs = new ArrayList<OnnxValue>();
        for (Output output : source.outputs()) {
            String value = name(output.value());
            if (!value.equals(output.name())) {
                append("Identity", List.of(value), output.name(), List.of(), "");
            }
            outputs.add(new OnnxValue(output.name(), output.value().type(), ""));
        }
        return new OnnxGraph(name, nodes, List.copyOf(initializers.values()), inputs, outputs, between);
    }

    /// Sizes as ONNX's `Reshape` takes them: 0 keeps the batch size.
    static List<Integer> target(Shape shape) {
        return shape.sizes().stream().map(s -> s == Shape.BATCH ? 0 : s).toList();
    }
}
