package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.*;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An operator as printed: its name, and its attributes by name, sorted. [OpReader] is the way back.
///
/// Attributes that say what would be assumed anyway are left out: stride and dilation `1x1`, no padding, one group,
/// `false`.
record OpText(String name, SortedMap<String, String> attributes) {
    static OpText of(Op op) {
        return switch (op) {
            case Input o -> named("input").with("name", Text.name(o.name()));
            case Constant o -> named("constant").with("value", o.value());
            case MatMul o -> named("matmul").flag("transposeA", o.transposeA()).flag("transposeB", o.transposeB());
            case Conv2d o -> named("conv2d").window(o.window()).groups(o.groups());
            case Conv2dInputGradient o ->
                named("conv2d_input_gradient")
                        .window(o.window())
                        .groups(o.groups())
                        .with("size", o.inputSize());
            case Conv2dWeightGradient o ->
                named("conv2d_weight_gradient").window(o.window()).groups(o.groups());
            case ConvTranspose2d o -> convTranspose2d(o);
            case BiasAdd _ -> named("bias_add");
            case ChannelScale _ -> named("channel_scale");
            case Activation o -> activation(o, "");
            case ActivationGradient o -> activation(o.activation(), "_gradient");
            case Unary o -> named(lower(o.function()));
            case Binary o -> named(lower(o.function()));
            case BatchNorm o ->
                normalizer("batch_norm", o.eps(), o.scale(), o.shift())
                        .with("stats", statistics(o.statistics()))
                        .estimate(o.estimate());
            case BatchMean _ -> named("batch_mean");
            case BatchVariance _ -> named("batch_variance");
            case BatchNormTraining o -> normalizer("batch_norm_training", o.eps(), o.scale(), o.shift());
            case BatchNormInputGradient o -> normalizer("batch_norm_input_gradient", o.eps(), o.scale(), false);
            case BatchNormScaleGradient o -> normalizer("batch_norm_scale_gradient", o.eps(), false, false);
            case BatchQuantile o -> named("batch_quantile").with("quantile", o.quantile());
            case BatchQuantileGradient o -> named("batch_quantile_gradient").with("quantile", o.quantile());
            case Whiten o ->
                normalizer("whiten", o.eps(), o.scale(), o.shift())
                        .groups(o.groups())
                        .with("iterations", o.iterations())
                        .with("stats", statistics(o.statistics()));
            case GroupNorm o ->
                normalizer("group_norm", o.eps(), o.scale(), o.shift()).groups(o.groups());
            case GroupNormInputGradient o ->
                normalizer("group_norm_input_gradient", o.eps(), o.scale(), false)
                        .groups(o.groups());
            case GroupNormScaleGradient o ->
                normalizer("group_norm_scale_gradient", o.eps(), false, false).groups(o.groups());
            case LocalResponseNorm o -> localResponse("local_response_norm", o.size(), o.alpha(), o.beta(), o.k());
            case LocalResponseNormGradient o ->
                localResponse("local_response_norm_gradient", o.size(), o.alpha(), o.beta(), o.k());
            case MaxPool o -> named("max_pool").window(o.window());
            case MaxPoolGradient o -> named("max_pool_gradient").window(o.window());
            case AvgPool o -> named("avg_pool").window(o.window()).flag("countPadding", o.countPadding());
            case AvgPoolGradient o ->
                named("avg_pool_gradient")
                        .window(o.window())
                        .flag("countPadding", o.countPadding())
                        .with("size", o.inputSize());
            case GlobalMaxPool _ -> named("global_max_pool");
            case GlobalMaxPoolGradient _ -> named("global_max_pool_gradient");
            case SpatialSum _ -> named("spatial_sum");
            case BroadcastSpatial o -> named("broadcast_spatial").with("size", o.size());
            case Dropout o -> named("dropout").with("rate", o.rate()).with("stream", o.stream());
            case DropoutMask o -> dropoutMask(o);
            case Reshape o -> named("reshape").with("shape", o.shape());
            case Concat _ -> named("concat");
            case Slice o -> named("slice").with("from", o.from()).with("to", o.to());
            case Pad o -> named("pad").with("pad", o.padding()).with("value", o.value());
            case Crop o -> named("crop").with("pad", o.padding());
            case Softmax _ -> named("softmax");
            case SoftmaxGradient _ -> named("softmax_gradient");
            case LogSoftmax _ -> named("log_softmax");
            case LogSoftmaxGradient _ -> named("log_softmax_gradient");
            case OneHot o -> named("one_hot").with("classes", o.classes());
            case CrossEntropy _ -> named("cross_entropy");
            case CrossEntropyGradient _ -> named("cross_entropy_gradient");
            case ChannelSum _ -> named("channel_sum");
            case Sum _ -> named("sum");
            case Broadcast o -> named("broadcast").with("shape", o.shape());
        };
    }

    /// `{a=1, b=2}` with a space before it; nothing if there are no attributes.
    String attributesText() {
        return attributes.isEmpty()
                ? ""
                : attributes.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", ", " {", "}"));
    }

    private static OpText convTranspose2d(ConvTranspose2d o) {
        OpText text = named("conv_transpose2d").window(o.window()).groups(o.groups());
        return o.outputPadding().equals(new Extent(0, 0)) ? text : text.with("outputPadding", o.outputPadding());
    }

    private static OpText activation(Activation activation, String suffix) {
        return switch (activation) {
            case Relu _ -> named("relu" + suffix);
            case LeakyRelu o -> named("leaky_relu" + suffix).with("slope", o.slope());
            case Elu o -> named("elu" + suffix).with("alpha", o.alpha());
            case Gelu _ -> named("gelu" + suffix);
            case Silu _ -> named("silu" + suffix);
            case Sigmoid _ -> named("sigmoid" + suffix);
            case Tanh _ -> named("tanh" + suffix);
        };
    }

    private static OpText normalizer(String name, double eps, boolean scale, boolean shift) {
        return named(name).with("eps", eps).flag("scale", scale).flag("shift", shift);
    }

    private static OpText localResponse(String name, int size, double alpha, double beta, double k) {
        return named(name)
                .with("size", size)
                .with("alpha", alpha)
                .with("beta", beta)
                .with("k", k);
    }

    private static OpText dropoutMask(DropoutMask o) {
        return named("dropout_mask")
                .with("rate", o.rate())
                .with("seed", Long.toString(o.seed()))
                .with("stream", o.stream())
                .with("shape", o.shape());
    }

    /// `ema(0.9,unbiased)`, `cumulative(biased)`, `recompute(10,0.9,unbiased)`, `frozen()`.
    private static String statistics(Statistics statistics) {
        return switch (statistics) {
            case Statistics.Ema(double keep, boolean unbiased) ->
                "ema(" + Text.number(keep) + "," + convention(unbiased) + ")";
            case Statistics.Cumulative(boolean unbiased) -> "cumulative(" + convention(unbiased) + ")";
            case Statistics.Recompute(int batches, double keep, boolean unbiased) ->
                "recompute(" + batches + "," + Text.number(keep) + "," + convention(unbiased) + ")";
            case Statistics.Frozen _ -> "frozen()";
        };
    }

    /// Nothing, `detached()`, `median()`, `range()`, `ghost(16)`, `renorm(3,5)`.
    private OpText estimate(Estimate estimate) {
        return switch (estimate) {
            case Estimate.Moments _ -> this;
            case Estimate.Detached _ -> with("estimate", "detached()");
            case Estimate.Median _ -> with("estimate", "median()");
            case Estimate.Range _ -> with("estimate", "range()");
            case Estimate.Ghost(int size) -> with("estimate", "ghost(" + size + ")");
            case Estimate.Renorm(double r, double d) ->
                with("estimate", "renorm(" + Text.number(r) + "," + Text.number(d) + ")");
        };
    }

    private static String convention(boolean unbiased) {
        return unbiased ? "unbiased" : "biased";
    }

    private static String lower(Enum<?> function) {
        return function.name().toLowerCase(Locale.ROOT);
    }

    private static OpText named(String name) {
        return new OpText(name, new TreeMap<>());
    }

    private OpText with(String key, String value) {
        attributes.put(key, value);
        return this;
    }

    private OpText with(String key, double value) {
        return with(key, Text.number(value));
    }

    private OpText with(String key, int value) {
        return with(key, Integer.toString(value));
    }

    private OpText with(String key, Shape value) {
        return with(key, value.toString());
    }

    private OpText with(String key, Extent value) {
        return with(key, value.toString());
    }

    private OpText with(String key, Padding value) {
        return with(key, value.toString());
    }

    private OpText flag(String key, boolean value) {
        return value ? with(key, "true") : this;
    }

    private OpText groups(int groups) {
        return groups == 1 ? this : with("groups", groups);
    }

    private OpText window(Window window) {
        Extent one = Extent.square(1);
        with("kernel", window.kernel());
        if (!window.stride().equals(one)) {
            with("stride", window.stride());
        }
        if (!window.padding().equals(Padding.NONE)) {
            with("pad", window.padding());
        }
        return window.dilation().equals(one) ? this : with("dilation", window.dilation());
    }
}
