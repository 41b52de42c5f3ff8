package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.Elu;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.LeakyRelu;
import dev.bnc.compiler.graph.op.LogSoftmax;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Silu;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.graph.op.Tanh;

/// Appends the nodes of a built-in layer.
final class Layers {
    private int dropouts;

    /// The layer's result.
    Flow build(LayerKind kind, LayerContext layer) {
        Arguments arguments = layer.arguments();
        return switch (kind) {
            case DENSE -> LinearLayers.dense(layer);
            case CONV -> LinearLayers.conv(layer);
            case DEPTHWISE -> LinearLayers.depthwise(layer);
            case CONV_TRANSPOSE -> LinearLayers.convTranspose(layer);
            case MAX -> ShapeLayers.max(layer);
            case AVG -> ShapeLayers.avg(layer);
            case GLOBAL -> ShapeLayers.global(layer);
            case BN -> NormLayers.batchNorm(layer);
            case WHITEN -> NormLayers.whiten(layer);
            case LAYER_NORM -> NormLayers.groupNorm(layer, 1);
            case GROUP_NORM ->
                NormLayers.groupNorm(layer, arguments.required("groups").whole(1));
            case INSTANCE_NORM -> NormLayers.groupNorm(layer, layer.in().channels());
            case LRN -> NormLayers.localResponseNorm(layer);
            case DROPOUT -> dropout(layer);
            case FLATTEN -> ShapeLayers.flatten(layer);
            case RESHAPE -> ShapeLayers.reshape(layer);
            case PAD -> ShapeLayers.pad(layer);
            case RELU -> layer.apply(new Relu());
            case LEAKY_RELU -> layer.apply(new LeakyRelu(arguments.positive("slope", 0.01)));
            case ELU -> layer.apply(new Elu(arguments.positive("alpha", 1)));
            case GELU -> layer.apply(new Gelu());
            case SILU -> layer.apply(new Silu());
            case SIGMOID -> layer.apply(new Sigmoid());
            case TANH -> layer.apply(new Tanh());
            case SOFTMAX -> layer.apply(new Softmax());
            case LOG_SOFTMAX -> layer.apply(new LogSoftmax());
            case IDENTITY -> layer.in();
        };
    }

    private Flow dropout(LayerContext layer) {
        double rate = layer.arguments().required("rate").realIn(0, 1);
        return rate == 0 ? layer.in() : layer.apply(new Dropout(rate, dropouts++));
    }
}
