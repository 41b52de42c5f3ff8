package dev.bnc.compiler.graph.op;

/// An operator: what a [dev.bnc.compiler.graph.Node] does with its operands. Records hold attributes only.
///
/// Shapes in the comments are as everywhere in the graph: batch first, channels second, `c` channels, `f` features.
/// "Rows" of a tensor are its elements of one channel: `n` of `[n, f]`, `n * h * w` of `[n, c, h, w]`.
public sealed interface Op
        permits
                // sources
                Input,
                Constant,
                // linear
                MatMul,
                Conv2d,
                Conv2dInputGradient,
                Conv2dWeightGradient,
                ConvTranspose2d,
                BiasAdd,
                ChannelScale,
                // pointwise
                Pointwise,
                // batch norm
                BatchNorm,
                BatchMean,
                BatchVariance,
                BatchNormTraining,
                BatchNormInputGradient,
                BatchNormScaleGradient,
                BatchQuantile,
                BatchQuantileGradient,
                // other normalizers
                Whiten,
                GroupNorm,
                GroupNormInputGradient,
                GroupNormScaleGradient,
                LocalResponseNorm,
                LocalResponseNormGradient,
                // pooling
                MaxPool,
                MaxPoolGradient,
                AvgPool,
                AvgPoolGradient,
                GlobalMaxPool,
                GlobalMaxPoolGradient,
                SpatialSum,
                BroadcastSpatial,
                // regularization
                Dropout,
                DropoutMask,
                // shape
                Reshape,
                Concat,
                Slice,
                Pad,
                Crop,
                // classification and losses
                Softmax,
                SoftmaxGradient,
                LogSoftmax,
                LogSoftmaxGradient,
                OneHot,
                CrossEntropy,
                CrossEntropyGradient,
                // reductions
                ChannelSum,
                Sum,
                Broadcast {}
