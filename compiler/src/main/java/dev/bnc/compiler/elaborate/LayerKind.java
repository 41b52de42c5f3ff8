package dev.bnc.compiler.elaborate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The built-in layers and what they take.
enum LayerKind {
    DENSE(List.of("out"), "bias", "init"),
    CONV(List.of("out", "kernel"), "stride", "pad", "dilation", "groups", "bias", "init"),
    DEPTHWISE(List.of("kernel"), "multiplier", "stride", "pad", "dilation", "bias", "init"),
    CONV_TRANSPOSE(List.of("out", "kernel"), "stride", "pad", "output_pad", "dilation", "groups", "bias", "init"),
    MAX(List.of("kernel"), "stride", "pad", "dilation"),
    AVG(List.of("kernel"), "stride", "pad", "count_padding"),
    GLOBAL(List.of("pool")),
    BN(List.of(), "eps", "stats", "estimate", "scale", "shift"),
    WHITEN(List.of(), "groups", "iterations", "eps", "stats", "scale", "shift"),
    LAYER_NORM(List.of(), "eps", "scale", "shift"),
    GROUP_NORM(List.of("groups"), "eps", "scale", "shift"),
    INSTANCE_NORM(List.of(), "eps", "scale", "shift"),
    LRN(List.of("size"), "alpha", "beta", "k"),
    DROPOUT(List.of("rate")),
    FLATTEN(List.of()),
    RESHAPE(List.of("shape")),
    PAD(List.of("amount"), "value"),
    RELU(List.of()),
    LEAKY_RELU(List.of(), "slope"),
    ELU(List.of(), "alpha"),
    GELU(List.of()),
    SILU(List.of()),
    SIGMOID(List.of()),
    TANH(List.of()),
    SOFTMAX(List.of()),
    LOG_SOFTMAX(List.of()),
    IDENTITY(List.of());

    private final Signature signature;

    LayerKind(List<String> positional, String... options) {
        this.signature = new Signature("layer", word(), positional, positional.size(), List.of(options));
    }

    /// As written in a `.net` file: `layer_norm`.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Signature signature() {
        return signature;
    }

    /// The layer written `word`, if there is one.
    static Optional<LayerKind> of(String word) {
        return Arrays.stream(values()).filter(k -> k.word().equals(word)).findFirst();
    }

    /// All layers as written.
    static List<String> words() {
        return Arrays.stream(values()).map(LayerKind::word).toList();
    }
}
