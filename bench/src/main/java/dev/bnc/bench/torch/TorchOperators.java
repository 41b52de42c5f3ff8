package dev.bnc.bench.torch;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.LocalResponseNormOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// What each operator of a forward graph is in libtorch.
final class TorchOperators {
    private static final long[] POSITIONS = {2, 3};

    private final Map<Value, Integer> numbers;
    private final TorchParameters parameters;
    private final Consumption consumption;
    private final Mode mode;
    private final TorchWindows windows;

    TorchOperators(Map<Value, Integer> numbers, TorchParameters parameters, Consumption consumption, Mode mode) {
        this.numbers = numbers;
        this.parameters = parameters;
        this.consumption = consumption;
        this.mode = mode;
        this.windows = new TorchWindows(numbers, parameters);
    }

    /// The call that stands for a node.
    ///
    /// @throws IllegalArgumentException if it is no operator of a forward graph
    TorchCall call(Merged merged) {
        Node node = merged.node();
        return switch (node.op()) {
            case MatMul o -> matMul(o, merged);
            case Conv2d o -> windows.conv2d(o, merged);
            case ConvTranspose2d o -> windows.convTranspose2d(o, merged);
            case MaxPool o -> windows.maxPool(o, node);
            case AvgPool o -> windows.avgPool(o, node);
            case BiasAdd _ -> channelwise(node, (x, v) -> x.add(v));
            case ChannelScale _ -> channelwise(node, (x, v) -> x.mul(v));
            case Activation o -> activation(o, node);
            case Unary o -> unary(o.function(), node);
            case Binary o -> binary(o.function(), node);
            case BatchNorm o -> batchNorm(o, node);
            case GroupNorm o -> groupNorm(o, node);
            case LocalResponseNorm o -> localResponseNorm(o, node);
            case GlobalMaxPool _ -> one(node, x -> x.amax(POSITIONS, false));
            case SpatialSum _ -> spatialSum(merged);
            case BroadcastSpatial _ -> broadcast(node);
            case Dropout o -> one(node, x -> mode == Mode.TRAINING ? torch.dropout(x, o.rate(), true) : x.view(size(node)));
            case Reshape _ -> one(node, x -> x.reshape(size(node)));
            case Concat _ -> concat(node);
            case Slice o -> one(node, x -> x.slice(1, new LongOptional(o.from()), new LongOptional(o.to()), 1));
            case Pad o -> one(node, x -> TorchWindows.padded(x, o.padding(), o.value()));
            case Crop o -> one(node, x -> TorchWindows.cropped(x, o.padding()));
            case Softmax _ -> one(node, x -> torch.softmax(x, 1));
            case LogSoftmax _ -> one(node, x -> torch.log_softmax(x, 1));
            case Input _,
                    Constant _,
                    Conv2dInputGradient _,
                    Conv2dWeightGradient _,
                    ActivationGradient _,
                    BatchMean _,
                    BatchVariance _,
                    BatchNormTraining _,
                    BatchNormInputGradient _,
                    BatchNormScaleGradient _,
                    BatchQuantile _,
                    Whiten _,
                    BatchQuantileGradient _,
                    GroupNormInputGradient _,
                    GroupNormScaleGradient _,
                    LocalResponseNormGradient _,
                    MaxPoolGradient _,
                    AvgPoolGradient _,
                    GlobalMaxPoolGradient _,
                    DropoutMask _,
                    SoftmaxGradient _,
                    LogSoftmaxGradient _,
                    OneHot _,
                    CrossEntropy _,
                    CrossEntropyGradient _,
                    ChannelSum _,
                    Sum _,
                    Broadcast _ -> throw new IllegalArgumentException("no call of a forward graph: " + node);
        };
    }

    @FunctionalInterface
    private interface One {
        Tensor of(Tensor x);
    }

    @FunctionalInterface
    private interface Two {
        Tensor of(Tensor x, Tensor y);
    }

    /// A call that writes over its operand. What it returns is no owner of the array, the operand is.
    private static One over(One call) {
        return x -> {
            call.of(x);
            return x;
        };
    }

    private TorchCall one(Node node, One one) {
        int x = number(node.input(0));
        return values -> one.of(values[x]);
    }

    private TorchCall two(Node node, Two two) {
        int x = number(node.input(0));
        int y = number(node.input(1));
        return values -> two.of(values[x], values[y]);
    }

    private int number(Value value) {
        return TorchGraph.number(numbers, value);
    }

    private static long[] size(Node node) {
        return TorchParameters.sizes(node.result().shape().sizes());
    }

    private TorchCall matMul(MatMul o, Merged merged) {
        if (o.transposeA() || !o.transposeB()) {
            return two(merged.node(), (a, b) -> torch.matmul(o.transposeA() ? a.t() : a, o.transposeB() ? b.t() : b));
        }
        TensorOptional bias = merged.then().map(t -> parameters.given(t.input(1))).orElseGet(TensorOptional::new);
        return two(merged.node(), (x, weight) -> torch.linear(x, weight, bias));
    }

    private TorchCall channelwise(Node node, Two two) {
        var each = new long[node.result().shape().rank()];
        Arrays.fill(each, 1);
        each[1] = -1;
        return two(node, (x, v) -> two.of(x, v.view(each)));
    }

    private TorchCall activation(Activation activation, Node node) {
        boolean over = consumption.mayOverwrite(node.input(0));
        return switch (activation) {
            case Relu _ -> one(node, over ? over(torch::relu_) : x -> torch.relu(x));
            case LeakyRelu(double slope) -> one(node, x -> torch.leaky_relu(x, new Scalar(slope)));
            case Elu(double alpha) -> one(node, x -> torch.elu(x, new Scalar(alpha), new Scalar(1.0), new Scalar(1.0)));
            case Gelu _ -> one(node, x -> torch.gelu(x));
            case Silu _ -> one(node, x -> torch.silu(x));
            case Sigmoid _ -> one(node, over ? over(torch::sigmoid_) : x -> torch.sigmoid(x));
            case Tanh _ -> one(node, x -> torch.tanh(x));
        };
    }

    private TorchCall unary(UnaryFunction function, Node node) {
        return switch (function) {
            case NEGATE -> one(node, x -> torch.neg(x));
            case ABS -> one(node, x -> torch.abs(x));
            case SIGN -> one(node, x -> torch.sign(x));
            case EXP -> one(node, x -> torch.exp(x));
            case LOG -> one(node, x -> torch.log(x));
            case SQRT -> one(node, x -> torch.sqrt(x));
            case SQUARE -> one(node, x -> torch.square(x));
            case RECIPROCAL -> one(node, x -> torch.reciprocal(x));
            case SOFTPLUS -> one(node, x -> torch.softplus(x));
        };
    }

    private TorchCall binary(BinaryFunction function, Node node) {
        boolean over = consumption.mayOverwrite(node.input(0))
                && node.input(0).shape().equals(node.result().shape());
        return switch (function) {
            case ADD -> two(node, (a, b) -> over ? over(x -> x.add_(b)).of(a) : a.add(b));
            case SUBTRACT -> two(node, (a, b) -> a.sub(b));
            case MULTIPLY -> two(node, (a, b) -> a.mul(b));
            case DIVIDE -> two(node, (a, b) -> a.div(b));
            case MAXIMUM -> two(node, (a, b) -> a.maximum(b));
            case MINIMUM -> two(node, (a, b) -> a.minimum(b));
            case GREATER -> two(node, (a, b) -> a.gt(b).to(torch.ScalarType.Float));
        };
    }

    private TorchCall batchNorm(BatchNorm o, Node node) {
        TensorOptional mean = parameters.given(node.input(1));
        TensorOptional variance = parameters.given(node.input(2));
        TensorOptional gamma = o.scale() ? parameters.given(node.input(3)) : new TensorOptional();
        TensorOptional beta = o.shift() ? parameters.given(node.input(o.scale() ? 4 : 3)) : new TensorOptional();
        boolean training = mode == Mode.TRAINING && !(o.statistics() instanceof Statistics.Frozen);
        double momentum = switch (o.statistics()) {
            case Statistics.Ema(double keep, var _) -> 1 - keep;
            case Statistics.Recompute(var _, double keep, var _) -> 1 - keep;
            case Statistics.Cumulative _, Statistics.Frozen _ -> 0.1;
        };
        return one(node, x -> torch.batch_norm(x, gamma, beta, mean, variance, training, momentum, o.eps(), false));
    }

    private TorchCall groupNorm(GroupNorm o, Node node) {
        TensorOptional gamma = o.scale() ? parameters.given(node.input(1)) : new TensorOptional();
        TensorOptional beta = o.shift() ? parameters.given(node.input(o.scale() ? 2 : 1)) : new TensorOptional();
        return one(node, x -> torch.group_norm(x, o.groups(), gamma, beta, o.eps(), false));
    }

    private TorchCall localResponseNorm(LocalResponseNorm o, Node node) {
        var options = new LocalResponseNormOptions(o.size());
        options.alpha().put(o.alpha());
        options.beta().put(o.beta());
        options.k().put(o.k());
        return one(node, x -> torch.local_response_norm(x, options));
    }

    private TorchCall spatialSum(Merged merged) {
        var type = new ScalarTypeOptional();
        return merged.then().isPresent()
                ? one(merged.node(), x -> x.mean(POSITIONS, false, type))
                : one(merged.node(), x -> x.sum(POSITIONS, false, type));
    }

    private TorchCall broadcast(Node node) {
        long[] size = size(node);
        return one(node, x -> x.view(size[0], size[1], 1, 1).expand(size));
    }

    private TorchCall concat(Node node) {
        int[] parts = node.inputs().stream().mapToInt(this::number).toArray();
        return values -> {
            var tensors = new Tensor[parts.length];
            for (int i = 0; i < parts.length; i++) {
                tensors[i] = values[parts[i]];
            }
            try (var vector = new TensorVector(tensors)) {
                return torch.cat(vector, 1);
            }
        };
    }
}
