package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.op.*;
import java.util.List;

/// What stands for each operator in ONNX: one node where ONNX has the same, else several that compute the same.
/// `docs/onnx.md` has the table.
final class OnnxOperators {
    private OnnxOperators() {}

    /// Appends what stands for the node. The operands are there already.
    static void append(Site site) {
        switch (site.node().op()) {
            case Input o -> site.graph().input(site.node().result(), o.name(), "");
            case Constant o -> site.graph().alias(site.node().result(), () -> site.number(o.value()));
            case MatMul _, Conv2d _, ConvTranspose2d _ -> LinearOperators.product(site, site.node(), List.of());
            case BiasAdd _ ->
                site.result(
                        "Add",
                        List.of(site.operand(0), site.perChannel(1, site.shape().rank())));
            case ChannelScale _ ->
                site.result(
                        "Mul",
                        List.of(site.operand(0), site.perChannel(1, site.shape().rank())));
            case Activation o -> PointwiseOperators.activation(site, o);
            case Unary o -> PointwiseOperators.unary(site, o.function());
            case Binary o -> PointwiseOperators.binary(site, o.function());
            case BatchNorm o -> NormalizationOperators.batchNorm(site, o);
            case GroupNorm o -> NormalizationOperators.groupNorm(site, o);
            case LocalResponseNorm o -> NormalizationOperators.localResponseNorm(site, o);
            case MaxPool o -> PoolOperators.maxPool(site, o.window());
            case AvgPool o -> PoolOperators.avgPool(site, o);
            case GlobalMaxPool _ -> PoolOperators.global(site, "GlobalMaxPool", site.operand(0));
            case SpatialSum _ -> MoveOperators.sum(site, List.of(2, 3));
            case BroadcastSpatial o -> MoveOperators.broadcastSpatial(site, o.size());
            case Reshape _ -> MoveOperators.reshape(site);
            case Concat _ -> site.result("Concat", site.operands(), OnnxAttribute.whole("axis", 1));
            case Slice o -> MoveOperators.slice(site, List.of(1), List.of(o.from()), List.of(o.to()));
            case Pad o -> MoveOperators.pad(site, o);
            case Crop o -> MoveOperators.crop(site, o.padding());
            case Softmax _ -> site.result("Softmax", site.operands(), OnnxAttribute.whole("axis", 1));
            case LogSoftmax _ -> site.result("LogSoftmax", site.operands(), OnnxAttribute.whole("axis", 1));
            case OneHot o -> MoveOperators.oneHot(site, o.classes());
            case CrossEntropy _ -> site.result("SoftmaxCrossEntropyLoss", site.operands());
            case ChannelSum _ -> MoveOperators.channelSum(site);
            case Sum _ -> site.result("ReduceSum", site.operands(), OnnxAttribute.whole("keepdims", 0));
            case Broadcast o -> MoveOperators.broadcast(site, o.shape());
            case Dropout _,
                    DropoutMask _,
                    BatchMean _,
                    BatchVariance _,
                    BatchNormTraining _,
                    BatchNormInputGradient _,
                    BatchNormScaleGradient _,
                    BatchQuantile _,
                    Whiten _,
                    BatchQuantileGradient _,
                    Conv2dInputGradient _,
                    Conv2dWeightGradient _,
                    ActivationGradient _,
                    GroupNormInputGradient _,
                    GroupNormScaleGradient _,
                    LocalResponseNormGradient _,
                    MaxPoolGradient _,
                    AvgPoolGradient _,
                    GlobalMaxPoolGradient _,
                    SoftmaxGradient _,
                    LogSoftmaxGradient _,
                    CrossEntropyGradient _ -> throw onlyInTraining(site.node());
        }
    }

    private static IllegalArgumentException onlyInTraining(Node node) {
        String where = node.origin().equals(Origin.NONE) ? "" : ", made for " + node.origin();
        return new IllegalArgumentException(
                node + where + ": only training needs this operator, and an ONNX file holds an inference");
    }
}
