package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.*;
import java.util.Locale;

/// The way back from [OpText]: a printed name and its attributes to an operator.
final class OpReader {
    private static final String GRADIENT = "_gradient";

    private OpReader() {}

    /// The operator of that name. Each family passes on what it does not know.
    ///
    /// @throws GraphFormatException if no family knows the name, or an attribute is missing or malformed
    static Op read(String name, Attributes a) {
        return switch (name) {
            case "input" -> new Input(a.name("name"));
            case "constant" -> new Constant(a.number("value"));
            case "matmul" -> new MatMul(a.flag("transposeA"), a.flag("transposeB"));
            case "conv2d" -> new Conv2d(a.window(), a.groups());
            case "conv_transpose2d" -> new ConvTranspose2d(a.window(), a.groups(), a.outputPadding());
            case "bias_add" -> new BiasAdd();
            case "channel_scale" -> new ChannelScale();
            case "max_pool" -> new MaxPool(a.window());
            case "avg_pool" -> new AvgPool(a.window(), a.flag("countPadding"));
            case "global_max_pool" -> new GlobalMaxPool();
            case "spatial_sum" -> new SpatialSum();
            case "broadcast_spatial" -> new BroadcastSpatial(a.extent("size"));
            case "dropout" -> new Dropout(a.number("rate"), a.count("stream"));
            case "dropout_mask" ->
                new DropoutMask(a.number("rate"), a.wholeNumber("seed"), a.count("stream"), a.shape("shape"));
            case "reshape" -> new Reshape(a.shape("shape"));
            case "concat" -> new Concat();
            case "slice" -> new Slice(a.count("from"), a.count("to"));
            case "pad" -> new Pad(a.padding("pad"), a.number("value"));
            case "crop" -> new Crop(a.padding("pad"));
            case "softmax" -> new Softmax();
            case "log_softmax" -> new LogSoftmax();
            case "one_hot" -> new OneHot(a.count("classes"));
            case "cross_entropy" -> new CrossEntropy();
            case "channel_sum" -> new ChannelSum();
            case "sum" -> new Sum();
            case "broadcast" -> new Broadcast(a.shape("shape"));
            default -> normalizer(name, a);
        };
    }

    private static Op normalizer(String name, Attributes a) {
        return switch (name) {
            case "batch_norm" ->
                new BatchNorm(a.number("eps"), a.flag("scale"), a.flag("shift"), a.statistics(), a.estimate());
            case "batch_mean" -> new BatchMean();
            case "batch_variance" -> new BatchVariance();
            case "batch_quantile" -> new BatchQuantile(a.number("quantile"));
            case "batch_norm_training" -> new BatchNormTraining(a.number("eps"), a.flag("scale"), a.flag("shift"));
            case "whiten" ->
                new Whiten(
                        a.number("eps"),
                        a.groups(),
                        a.count("iterations"),
                        a.flag("scale"),
                        a.flag("shift"),
                        a.statistics());
            case "group_norm" -> new GroupNorm(a.groups(), a.number("eps"), a.flag("scale"), a.flag("shift"));
            case "local_response_norm" ->
                new LocalResponseNorm(a.count("size"), a.number("alpha"), a.number("beta"), a.number("k"));
            default -> gradient(name, a);
        };
    }

    private static Op gradient(String name, Attributes a) {
        return switch (name) {
            case "conv2d_input_gradient" -> new Conv2dInputGradient(a.window(), a.groups(), a.extent("size"));
            case "conv2d_weight_gradient" -> new Conv2dWeightGradient(a.window(), a.groups());
            case "batch_norm_input_gradient" -> new BatchNormInputGradient(a.number("eps"), a.flag("scale"));
            case "batch_norm_scale_gradient" -> new BatchNormScaleGradient(a.number("eps"));
            case "batch_quantile_gradient" -> new BatchQuantileGradient(a.number("quantile"));
            case "group_norm_input_gradient" ->
                new GroupNormInputGradient(a.groups(), a.number("eps"), a.flag("scale"));
            case "group_norm_scale_gradient" -> new GroupNormScaleGradient(a.groups(), a.number("eps"));
            case "local_response_norm_gradient" ->
                new LocalResponseNormGradient(a.count("size"), a.number("alpha"), a.number("beta"), a.number("k"));
            case "max_pool_gradient" -> new MaxPoolGradient(a.window());
            case "avg_pool_gradient" -> new AvgPoolGradient(a.window(), a.flag("countPadding"), a.extent("size"));
            case "global_max_pool_gradient" -> new GlobalMaxPoolGradient();
            case "softmax_gradient" -> new SoftmaxGradient();
            case "log_softmax_gradient" -> new LogSoftmaxGradient();
            case "cross_entropy_gradient" -> new CrossEntropyGradient();
            default -> name.endsWith(GRADIENT) ? activationGradient(name, a) : pointwise(name, a);
        };
    }

    private static Op activationGradient(String name, Attributes a) {
        if (pointwise(name.substring(0, name.length() - GRADIENT.length()), a) instanceof Activation activation) {
            return new ActivationGradient(activation);
        }
        throw a.error("no such operator: " + name);
    }

    private static Op pointwise(String name, Attributes a) {
        return switch (name) {
            case "relu" -> new Relu();
            case "leaky_relu" -> new LeakyRelu(a.number("slope"));
            case "elu" -> new Elu(a.number("alpha"));
            case "gelu" -> new Gelu();
            case "silu" -> new Silu();
            case "sigmoid" -> new Sigmoid();
            case "tanh" -> new Tanh();
            default -> function(name, a);
        };
    }

    private static Op function(String name, Attributes a) {
        String constant = name.toUpperCase(Locale.ROOT);
        for (UnaryFunction function : UnaryFunction.values()) {
            if (function.name().equals(constant)) {
                return new Unary(function);
            }
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            if (function.name().equals(constant)) {
                return new Binary(function);
            }
        }
        throw a.error("no such operator: " + name);
    }
}
