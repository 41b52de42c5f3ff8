package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.NormKernels.LocalResponse;
import dev.bnc.compiler.emit.cuda.kernel.PoolKernels.Divisor;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.plan.Call;

/// The kernels of a [Call].
final class CallKernels {
    private final ReductionKernels reductions;
    private final PoolKernels pools;

    CallKernels(Alignment alignment) {
        this.reductions = new ReductionKernels(alignment);
        this.pools = new PoolKernels(alignment);
    }

    Launches of(Call call) {
        return switch (call.op()) {
            case ChannelSum _ -> reductions.channelSum(call);
            case BatchMean _ -> reductions.batchMean(call);
            case BatchVariance _ -> reductions.batchVariance(call);
            case Sum _ -> reductions.total(call);
            case Softmax _ -> Launches.of(SoftmaxKernels.softmax(call));
            case SoftmaxGradient _ -> Launches.of(SoftmaxKernels.softmaxGradient(call));
            case LogSoftmax _ -> Launches.of(SoftmaxKernels.logSoftmax(call));
            case LogSoftmaxGradient _ -> Launches.of(SoftmaxKernels.logSoftmaxGradient(call));
            case CrossEntropy _ -> SoftmaxKernels.crossEntropy(call);
            case CrossEntropyGradient _ -> Launches.of(SoftmaxKernels.crossEntropyGradient(call));
            case OneHot _ -> Launches.of(MoveKernels.oneHot(call));
            case GroupNorm op -> Launches.of(NormKernels.groupNorm(op, call));
            case GroupNormInputGradient op -> Launches.of(NormKernels.groupNormInputGradient(op, call));
            case GroupNormScaleGradient op -> NormKernels.groupNormScaleGradient(op, call);
            case LocalResponseNorm op ->
                Launches.of(NormKernels.lrn(new LocalResponse(op.size(), op.alpha(), op.beta(), op.k()), call));
            case LocalResponseNormGradient op ->
                Launches.of(NormKernels.lrnGradient(new LocalResponse(op.size(), op.alpha(), op.beta(), op.k()), call));
            case MaxPool op -> Launches.of(pools.maxPool(op.window(), call));
            case MaxPoolGradient op -> Launches.of(pools.maxPoolGradient(op.window(), call));
            case AvgPool op -> Launches.of(pools.avgPool(op.window(), divisor(op.countPadding()), call));
            case AvgPoolGradient op ->
                Launches.of(pools.avgPoolGradient(op.window(), divisor(op.countPadding()), call));
            case GlobalMaxPool _ -> Launches.of(pools.globalMax(call));
            case GlobalMaxPoolGradient _ -> Launches.of(pools.globalMaxGradient(call));
            case SpatialSum _ -> Launches.of(pools.spatialSum(call));
            case BroadcastSpatial _ -> Launches.of(MoveKernels.broadcastSpatial(call));
            case DropoutMask op -> Launches.of(MoveKernels.dropoutMask(op, call));
            case Input _,
                    Constant _,
                    MatMul _,
                    Conv2d _,
                    Conv2dInputGradient _,
                    Conv2dWeightGradient _,
                    ConvTranspose2d _,
                    BiasAdd _,
                    ChannelScale _,
                    Pointwise _,
                    BatchNorm _,
                    BatchNormTraining _,
                    BatchNormInputGradient _,
                    BatchNormScaleGradient _,
                    Dropout _,
                    Reshape _,
                    Concat _,
                    Slice _,
                    Pad _,
                    Crop _,
                    Broadcast _ -> throw new IllegalStateException("no kernel does " + call);
        };
    }

    private static Divisor divisor(boolean countPadding) {
        return countPadding ? Divisor.WINDOW : Divisor.CELLS;
    }
}
