package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.NormKernels.LocalResponse;
import dev.bnc.compiler.emit.cuda.kernel.PoolKernels.Divisor;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.plan.Call;
import java.util.List;

/// The kernels of a [Call].
final class CallKernels {
    private CallKernels() {}

    static List<StepKernel> of(Call call, Workspaces workspaces) {
        return switch (call.op()) {
            case ChannelSum _ -> ReductionKernels.columnSums(call, 1, workspaces);
            case BatchMean _ ->
                ReductionKernels.columnSums(call, 1.0 / call.input(0).rows(), workspaces);
            case BatchVariance _ -> ReductionKernels.variance(call, workspaces);
            case BatchQuantile op -> List.of(QuantileKernels.quantile(op.quantile(), call, workspaces));
            case BatchQuantileGradient op -> List.of(QuantileKernels.gradient(op.quantile(), call, workspaces));
            case Sum _ -> ReductionKernels.total(call, workspaces);
            case Softmax _ -> List.of(SoftmaxKernels.softmax(call, workspaces));
            case SoftmaxGradient _ -> List.of(SoftmaxKernels.softmaxGradient(call, workspaces));
            case LogSoftmax _ -> List.of(SoftmaxKernels.logSoftmax(call, workspaces));
            case LogSoftmaxGradient _ -> List.of(SoftmaxKernels.logSoftmaxGradient(call, workspaces));
            case CrossEntropy _ -> SoftmaxKernels.crossEntropy(call, workspaces);
            case CrossEntropyGradient _ -> List.of(SoftmaxKernels.crossEntropyGradient(call, workspaces));
            case OneHot _ -> List.of(MoveKernels.oneHot(call, workspaces));
            case GroupNorm op -> List.of(NormKernels.groupNorm(op, call, workspaces));
            case GroupNormInputGradient op -> List.of(NormKernels.groupNormInputGradient(op, call, workspaces));
            case GroupNormScaleGradient op -> NormKernels.groupNormScaleGradient(op, call, workspaces);
            case LocalResponseNorm op ->
                List.of(NormKernels.lrn(new LocalResponse(op.size(), op.alpha(), op.beta(), op.k()), call, workspaces));
            case LocalResponseNormGradient op ->
                List.of(NormKernels.lrnGradient(
                        new LocalResponse(op.size(), op.alpha(), op.beta(), op.k()), call, workspaces));
            case MaxPool op -> List.of(PoolKernels.maxPool(op.window(), call, workspaces));
            case MaxPoolGradient op -> List.of(PoolKernels.maxPoolGradient(op.window(), call, workspaces));
            case AvgPool op -> List.of(PoolKernels.avgPool(op.window(), divisor(op.countPadding()), call, workspaces));
            case AvgPoolGradient op ->
                List.of(PoolKernels.avgPoolGradient(op.window(), divisor(op.countPadding()), call, workspaces));
            case GlobalMaxPool _ -> List.of(PoolKernels.globalMax(call, workspaces));
            case GlobalMaxPoolGradient _ -> List.of(PoolKernels.globalMaxGradient(call, workspaces));
            case SpatialSum _ -> List.of(PoolKernels.spatialSum(call, workspaces));
            case BroadcastSpatial _ -> List.of(MoveKernels.broadcastSpatial(call, workspaces));
            case DropoutMask op -> List.of(MoveKernels.dropoutMask(op, call, workspaces));
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
                    Whiten _,
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
