package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Update;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs a graph node by node in float64. Decides who is right.
///
/// ```java
/// var result = ReferenceInterpreter.run(graph, Map.of("image", image, "digit", digit), state);
/// double loss = result.outputs().get("loss").value();
/// ```
public final class ReferenceInterpreter {
    private ReferenceInterpreter() {}

    /// What a run leaves behind.
    ///
    /// @param outputs by name
    /// @param state all parameters by name, updates applied
    public record Result(Map<String, Tensor> outputs, Map<String, Tensor> state) {
        public Result {
            outputs = Map.copyOf(outputs);
            state = Map.copyOf(state);
        }

        /// The output of that name.
        public Tensor output(String name) {
            return required(outputs, name, "output");
        }

        /// The parameter of that name after the run.
        public Tensor parameter(String name) {
            return required(state, name, "parameter");
        }
    }

    /// Runs the graph.
    ///
    /// @param inputs a tensor for each input, by name
    /// @param state a tensor for each parameter, by name
    /// @throws IllegalArgumentException if a tensor is missing or has another shape than declared, or the batch
    ///     is open
    public static Result run(Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> state) {
        Map<Value, Tensor> values = values(graph, inputs, state);
        var outputs = new LinkedHashMap<String, Tensor>();
        for (Output output : graph.outputs()) {
            outputs.put(output.name(), required(values, output.value(), "value"));
        }
        var after = new LinkedHashMap<>(state);
        for (Update update : graph.updates()) {
            after.put(update.parameter().name(), required(values, update.value(), "value"));
        }
        return new Result(outputs, after);
    }

    /// Every value of a run, parameters as they were before it.
    ///
    /// @throws IllegalArgumentException as [#run]
    public static Map<Value, Tensor> values(Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> state) {
        var values = new LinkedHashMap<Value, Tensor>();
        for (Value parameter : graph.parameters()) {
            Tensor given = required(state, parameter.name(), "parameter");
            values.put(parameter, requireType(given, parameter.type(), parameter.toString()));
        }
        for (Node node : graph.nodes()) {
            values.put(node.result(), evaluate(node, inputs, values));
        }
        return values;
    }

    /// The value of a node whose operands are known.
    ///
    /// @throws IllegalArgumentException for an [Input], which has no value of its own
    public static Tensor apply(Op op, List<Tensor> x) {
        return switch (op) {
            case Input o -> throw new IllegalArgumentException("input " + o.name() + " has no value of its own");
            case Constant o -> Tensor.scalar(o.value());
            case MatMul o -> LinearSemantics.matMul(o, x.get(0), x.get(1));
            case Conv2d o -> LinearSemantics.conv2d(o, x.get(0), x.get(1));
            case Conv2dInputGradient o -> LinearSemantics.conv2dInputGradient(o, x.get(0), x.get(1));
            case Conv2dWeightGradient o -> LinearSemantics.conv2dWeightGradient(o, x.get(0), x.get(1));
            case ConvTranspose2d o -> LinearSemantics.convTranspose2d(o, x.get(0), x.get(1));
            case BiasAdd _ -> PointwiseSemantics.channelwise(x.get(0), x.get(1), Double::sum);
            case ChannelScale _ -> PointwiseSemantics.channelwise(x.get(0), x.get(1), (a, b) -> a * b);
            case Activation o -> x.get(0).map(v -> PointwiseSemantics.activation(o, v));
            case ActivationGradient o -> PointwiseSemantics.activationGradient(o.activation(), x.get(0), x.get(1));
            case Unary o -> x.get(0).map(v -> PointwiseSemantics.unary(o.function(), v));
            case Binary o -> PointwiseSemantics.binary(o.function(), x.get(0), x.get(1));
            case BatchNorm o -> BatchNormSemantics.normalize(o.eps(), o.scale(), o.shift(), x);
            case BatchMean _ -> BatchNormSemantics.mean(x.get(0));
            case BatchVariance _ -> BatchNormSemantics.variance(x.get(0), x.get(1));
            case BatchNormTraining o -> BatchNormSemantics.normalize(o.eps(), o.scale(), o.shift(), x);
            case BatchNormInputGradient o -> BatchNormSemantics.inputGradient(o, x);
            case BatchQuantile o -> QuantileSemantics.quantile(o.quantile(), x.get(0));
            case BatchQuantileGradient o -> QuantileSemantics.gradient(o.quantile(), x.get(0), x.get(1));
            case BatchNormScaleGradient o -> BatchNormSemantics.scaleGradient(o, x);
            case Whiten o -> WhitenSemantics.whiten(o, x);
            case GroupNorm o -> GroupNormSemantics.groupNorm(o, x);
            case GroupNormInputGradient o -> GroupNormSemantics.inputGradient(o, x);
            case GroupNormScaleGradient o -> GroupNormSemantics.scaleGradient(o, x.get(0), x.get(1));
            case LocalResponseNorm o -> LocalResponseSemantics.normalize(o, x.get(0));
            case LocalResponseNormGradient o -> LocalResponseSemantics.gradient(o, x.get(0), x.get(1));
            case MaxPool o -> PoolingSemantics.maxPool(o.window(), x.get(0));
            case MaxPoolGradient o -> PoolingSemantics.maxPoolGradient(o.window(), x.get(0), x.get(1));
            case AvgPool o -> PoolingSemantics.avgPool(o, x.get(0));
            case AvgPoolGradient o -> PoolingSemantics.avgPoolGradient(o, x.get(0));
            case GlobalMaxPool _ -> PoolingSemantics.globalMaxPool(x.get(0));
            case GlobalMaxPoolGradient _ -> PoolingSemantics.globalMaxPoolGradient(x.get(0), x.get(1));
            case SpatialSum _ -> PoolingSemantics.spatialSum(x.get(0));
            case BroadcastSpatial o -> PoolingSemantics.broadcastSpatial(o.size(), x.get(0));
            case Dropout _ -> x.get(0);
            case DropoutMask o -> PointwiseSemantics.dropoutMask(o, x.get(0));
            case Reshape o -> Tensor.of(o.shape(), x.get(0).data());
            case Concat _ -> ShapeSemantics.concat(x);
            case Slice o -> ShapeSemantics.slice(o, x.get(0));
            case Pad o -> ShapeSemantics.pad(o, x.get(0));
            case Crop o -> ShapeSemantics.crop(o.padding(), x.get(0));
            case Softmax _ -> LossSemantics.softmax(x.get(0));
            case SoftmaxGradient _ -> LossSemantics.softmaxGradient(x.get(0), x.get(1));
            case LogSoftmax _ -> LossSemantics.logSoftmax(x.get(0));
            case LogSoftmaxGradient _ -> LossSemantics.logSoftmaxGradient(x.get(0), x.get(1));
            case OneHot o -> LossSemantics.oneHot(o.classes(), x.get(0));
            case CrossEntropy _ -> LossSemantics.crossEntropy(x.get(0), x.get(1));
            case CrossEntropyGradient _ -> LossSemantics.crossEntropyGradient(x.get(0), x.get(1), x.get(2));
            case ChannelSum _ -> ShapeSemantics.channelSum(x.get(0));
            case Sum _ -> ShapeSemantics.sum(x.get(0));
            case Broadcast o -> Tensor.filled(o.shape(), x.get(0).value());
        };
    }

    private static Tensor evaluate(Node node, Map<String, Tensor> inputs, Map<Value, Tensor> values) {
        if (node.op() instanceof Input(String name)) {
            return requireType(required(inputs, name, "input"), node.result().type(), "input " + name);
        }
        List<Tensor> operands =
                node.inputs().stream().map(v -> required(values, v, "value")).toList();
        return requireType(apply(node.op(), operands), node.result().type(), node.toString());
    }

    private static Tensor requireType(Tensor tensor, TensorType type, String what) {
        if (!tensor.shape().equals(type.shape())) {
            throw new IllegalArgumentException(what + " must be " + type + ", not " + tensor.shape());
        }
        return tensor;
    }

    private static <K, V> V required(Map<K, V> map, K key, String kind) {
        V found = map.get(key);
        if (found == null) {
            throw new IllegalArgumentException("no " + kind + " " + key + " among " + map.keySet());
        }
        return found;
    }
}
