package dev.bnc.compiler.onnx;

import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.SpatialSum;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.Transform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Translates a trained model to ONNX.
///
/// What two operators say here and one says there becomes one: a product and its bias (`Gemm`, `Conv`), a sum over positions
/// and its division by their number (`GlobalAveragePool`). Everything else is translated node by node, see [OnnxOperators].
public final class OnnxTranslation {
    /// The oldest set of ONNX operators that has all that is needed: it brought `LayerNormalization`.
    public static final int OLDEST_OPSET = 17;

    /// The newest set of ONNX operators whose meanings this translation was compared with.
    public static final int NEWEST_OPSET = 25;

    private final Graph graph;
    private final Map<Value, Node> producers;
    private final Map<Value, List<Node>> users;
    private final OnnxGraphBuilder target;
    private final int opset;

    private OnnxTranslation(Graph graph, OnnxGraphBuilder target, int opset) {
        this.graph = graph;
        this.producers = graph.producers();
        this.users = graph.users();
        this.target = target;
        this.opset = opset;
    }

    /// The model as ONNX, its batch size open.
    ///
    /// @param opset from [#OLDEST_OPSET] to [#NEWEST_OPSET]
    /// @param version of bnc, for the file
    public static OnnxModel of(TrainedModel model, int opset, String version) {
        Graph graph = PassRunner.quiet().run(Pipelines.EVALUATION, model.graph()).graph();
        Map<String, NamedTensor> weights =
                model.weights().stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
        return new OnnxModel(graph(model.name(), graph, weights, opset), opset, version, metadata(model));
    }

    /// A graph whose parameters are those weights.
    ///
    /// @throws IllegalArgumentException if it has an operator that only training needs
    static OnnxGraph graph(String name, Graph graph, Map<String, NamedTensor> weights, int opset) {
        if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
            throw new IllegalArgumentException("opset " + opset);
        }
        return new OnnxTranslation(graph, new OnnxGraphBuilder(graph, weights), opset).translated(name);
    }

    private OnnxGraph translated(String name) {
        Map<Value, Node> within = withinReaders();
        for (Node node : graph.nodes()) {
            if (!within.containsKey(node.result())) {
                append(node, within);
            }
        }
        return target.graph(name);
    }

    private void append(Node node, Map<Value, Node> within) {
        var site = new Site(target, node, opset);
        Optional<Node> inner =
                node.inputs().stream().flatMap(v -> Optional.ofNullable(within.get(v)).stream()).findFirst();
        if (inner.isEmpty()) {
            OnnxOperators.append(site);
        } else if (node.op() instanceof BiasAdd) {
            LinearOperators.product(site, inner.orElseThrow(), List.of(node.input(1)));
        } else {
            PoolOperators.global(site, "GlobalAveragePool", target.name(inner.orElseThrow().input(0)));
        }
    }

    /// Nodes that become part of what stands for their only reader.
    private Map<Value, Node> withinReaders() {
        var within = new HashMap<Value, Node>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof BiasAdd) {
                onlyReadHere(node.input(0)).filter(OnnxTranslation::isProduct).ifPresent(n -> within.put(n.result(), n));
            } else if (node.op() instanceof Binary(BinaryFunction f) && f == BinaryFunction.MULTIPLY) {
                summed(node, 0).or(() -> summed(node, 1)).ifPresent(n -> within.put(n.result(), n));
            }
        }
        return within;
    }

    private static boolean isProduct(Node node) {
        return node.op() instanceof MatMul || node.op() instanceof Conv2d || node.op() instanceof ConvTranspose2d;
    }

    /// The sum over positions in one place of a product, if the other factor makes it their mean.
    private Optional<Node> summed(Node product, int place) {
        Node factor = producers.get(product.input(1 - place));
        return onlyReadHere(product.input(place))
                .filter(n -> n.op() instanceof SpatialSum
                        && factor != null
                        && factor.op() instanceof Constant(double value)
                        && value == 1.0 / ((double) n.input(0).shape().size(2) * n.input(0).shape().size(3)));
    }

    /// The node that makes a value, if one node reads it and no caller.
    private Optional<Node> onlyReadHere(Value value) {
        boolean once = users.getOrDefault(value, List.of()).size() == 1
                && graph.outputs().stream().map(Output::value).noneMatch(value::equals);
        return once ? Optional.ofNullable(producers.get(value)) : Optional.empty();
    }

    private static SortedMap<String, String> metadata(TrainedModel model) {
        var metadata = new TreeMap<String, String>();
        metadata.put("bnc.net", model.name());
        if (!model.variant().isEmpty()) {
            metadata.put("bnc.variant", model.variant());
        }
        model.task().ifPresent(task -> describe(task, metadata));
        return metadata;
    }

    private static void describe(Task task, Map<String, String> metadata) {
        metadata.put("bnc.data", task.dataSet());
        metadata.put("bnc.prediction", task.prediction());
        if (!task.classNames().isEmpty()) {
            metadata.put("bnc.classes", new Json.Arr(task.classNames().stream().<Json>map(Json.Text::new).toList()).toString());
        }
        metadata.put(
                "bnc.normalize",
                new Json.Arr(task.transforms().stream().map(OnnxTranslation::normalization).toList()).toString());
    }

    private static Json normalization(Transform.Normalize normalize) {
        return new Json.Obj().with("mean", numbers(normalize.mean())).with("std", numbers(normalize.deviation()));
    }

    private static Json numbers(List<Double> values) {
        return new Json.Arr(values.stream().map(Json::number).toList());
    }
}
