package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.*;

/// Where a graph is on its way, and so what it may hold.
public enum Stage {
    /// As the net says: batch norm with stored statistics, dropout. The batch may be open.
    FORWARD,
    /// One training step, or its forward half: batch statistics, gradients, updates, at one batch size.
    TRAINING,
    /// What a trained net computes: like [#FORWARD], with nothing left that only training needs.
    INFERENCE;

    /// Whether the batch size may still be open.
    boolean allowsOpenBatch() {
        return this != TRAINING;
    }

    /// Whether running the graph may change parameters.
    boolean allowsUpdates() {
        return this == TRAINING;
    }

    /// Whether the graph may hold this operator.
    boolean allows(Op op) {
        return switch (op) {
            case Dropout _, Whiten _ -> this == FORWARD;
            case BatchNorm o -> this != TRAINING || o.statistics() instanceof Statistics.Frozen;
            case BatchMean _,
                    BatchVariance _,
                    BatchNormTraining _,
                    BatchNormInputGradient _,
                    BatchNormScaleGradient _,
                    BatchQuantile _,
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
                    CrossEntropyGradient _,
                    DropoutMask _ -> this == TRAINING;
            case Input _,
                    Constant _,
                    MatMul _,
                    Conv2d _,
                    ConvTranspose2d _,
                    BiasAdd _,
                    ChannelScale _,
                    Activation _,
                    Unary _,
                    Binary _,
                    GroupNorm _,
                    LocalResponseNorm _,
                    MaxPool _,
                    AvgPool _,
                    GlobalMaxPool _,
                    SpatialSum _,
                    BroadcastSpatial _,
                    Reshape _,
                    Concat _,
                    Slice _,
                    Pad _,
                    Crop _,
                    Softmax _,
                    LogSoftmax _,
                    OneHot _,
                    CrossEntropy _,
                    ChannelSum _,
                    Sum _,
                    Broadcast _ -> true;
        };
    }
}
