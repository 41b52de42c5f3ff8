package dev.bnc.compiler.elaborate;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What other tools call the layers, options and settings of bnc.
final class Synonyms {
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("dense", List.of("linear", "fc", "fully_connected", "inner_product", "gemm")),
            Map.entry("conv", List.of("conv1d", "conv2d", "convolution", "convolutional")),
            Map.entry("depthwise", List.of("depthwise_conv", "dwconv", "depthwiseconv2d", "dw")),
            Map.entry("conv_transpose", List.of("deconv", "deconvolution", "convtranspose2d", "conv2dtranspose")),
            Map.entry("max", List.of("maxpool", "max_pool", "maxpool2d", "maxpooling2d")),
            Map.entry("avg", List.of("avgpool", "avg_pool", "avgpool2d", "average", "mean_pool", "averagepooling2d")),
            Map.entry("global avg", List.of("global_avg", "gap", "globalavgpool", "adaptiveavgpool2d")),
            Map.entry(
                    "bn",
                    List.of("batchnorm", "batch_norm", "batchnorm2d", "batchnormalization", "batch_normalization")),
            Map.entry("layer_norm", List.of("layernorm", "ln")),
            Map.entry("group_norm", List.of("groupnorm", "gn")),
            Map.entry("instance_norm", List.of("instancenorm")),
            Map.entry("identity", List.of("skip", "shortcut", "noop", "none", "pass")),
            Map.entry("leaky_relu", List.of("leakyrelu", "lrelu")),
            Map.entry("silu", List.of("swish")),
            Map.entry("sigmoid", List.of("logistic")),
            Map.entry("reshape", List.of("view")),
            Map.entry("concat", List.of("cat", "concatenate", "merge")),
            Map.entry("add", List.of("sum", "residual", "eltwise")),
            Map.entry("mul", List.of("multiply", "product")),
            Map.entry("out", List.of("units", "filters", "channels", "out_channels", "out_features", "num_output")),
            Map.entry("kernel", List.of("kernel_size", "pool_size", "ksize")),
            Map.entry("stride", List.of("strides")),
            Map.entry("dilation", List.of("dilation_rate")),
            Map.entry("pad", List.of("padding", "zero_pad", "zeropad2d")),
            Map.entry("init", List.of("kernel_initializer", "weight_filler", "initializer")),
            Map.entry("eps", List.of("epsilon")),
            Map.entry("scale", List.of("gamma", "affine")),
            Map.entry("shift", List.of("beta", "center")),
            Map.entry("slope", List.of("negative_slope")),
            Map.entry("rate", List.of("p", "keep_prob", "ratio")),
            Map.entry("lr", List.of("learning_rate", "base_lr")),
            Map.entry("decay", List.of("weight_decay", "l2")),
            Map.entry("stop", List.of("epochs", "steps", "max_iter")),
            Map.entry("batch", List.of("batch_size")),
            Map.entry("last", List.of("drop_last", "drop_remainder")),
            Map.entry("clip", List.of("clip_gradients", "grad_clip", "clip_norm")),
            Map.entry("schedule", List.of("lr_scheduler", "lr_policy", "lr_schedule")),
            Map.entry("cross_entropy", List.of("softmax_cross_entropy", "nll", "categorical_crossentropy")),
            Map.entry("mse", List.of("l2_loss", "mean_squared_error", "squared_error")),
            Map.entry("he", List.of("kaiming", "msra", "he_normal", "kaiming_normal")),
            Map.entry("glorot", List.of("xavier", "glorot_uniform", "xavier_uniform")));

    private static final Map<String, String> OURS = new HashMap<>();

    static {
        NAMES.forEach((ours, theirs) -> theirs.forEach(t -> claim(t, ours)));
    }

    private Synonyms() {}

    private static void claim(String theirs, String ours) {
        String before = OURS.put(theirs, ours);
        if (before != null) {
            throw new IllegalStateException(theirs + " is both " + before + " and " + ours);
        }
    }

    /// What bnc calls that which other tools call `word`, in any case of letters.
    static Optional<String> of(String word) {
        return Optional.ofNullable(OURS.get(word.toLowerCase(Locale.ROOT)));
    }
}
