package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.constant;

import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.AvgPoolGradient;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BatchNormInputGradient;
import dev.bnc.compiler.graph.op.BatchNormScaleGradient;
import dev.bnc.compiler.graph.op.BatchNormTraining;
import dev.bnc.compiler.graph.op.BatchQuantile;
import dev.bnc.compiler.graph.op.BatchQuantileGradient;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Broadcast;
import dev.bnc.compiler.graph.op.BroadcastSpatial;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Conv2dInputGradient;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Crop;
import dev.bnc.compiler.graph.op.CrossEntropy;
import dev.bnc.compiler.graph.op.CrossEntropyGradient;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.GlobalMaxPool;
import dev.bnc.compiler.graph.op.GlobalMaxPoolGradient;
import dev.bnc.compiler.graph.op.GroupNorm;
import dev.bnc.compiler.graph.op.GroupNormInputGradient;
import dev.bnc.compiler.graph.op.GroupNormScaleGradient;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.LocalResponseNormGradient;
import dev.bnc.compiler.graph.op.LogSoftmax;
import dev.bnc.compiler.graph.op.LogSoftmaxGradient;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.MaxPoolGradient;
import dev.bnc.compiler.graph.op.OneHot;
import dev.bnc.compiler.graph.op.Pad;
import dev.bnc.compiler.graph.op.Pointwise;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Slice;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.graph.op.SoftmaxGradient;
import dev.bnc.compiler.graph.op.SpatialSum;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.runtime.kernel.Chunks;
import dev.bnc.runtime.kernel.Dropout;
import dev.bnc.runtime.kernel.Elements;
import dev.bnc.runtime.kernel.GroupShape;
import dev.bnc.runtime.kernel.LrnShape;
import dev.bnc.runtime.kernel.Partials;
import dev.bnc.runtime.kernel.Positions;
import dev.bnc.runtime.kernel.Quantiles;
import dev.bnc.runtime.kernel.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Emits a [Call]: one call of a kernel for each chunk; for a reduction then one that combines the chunks' results.
record CallEmitter(KernelCall.Context context, Linking.Constants data, MatrixEmitter matrices) {
    List<Phase> phases(Call call) {
        return switch (call.op()) {
            case ChannelSum _ -> channelReduction("channelSumPartial", call, "combineSum");
            case BatchMean _ -> channelReduction("channelSumPartial", call, "combineMean");
            case BatchVariance _ -> channelReduction("channelVariancePartial", call, "combineMean");
            case BatchNormScaleGradient op -> batchNormScaleGradient(op, call);
            case BatchQuantile op -> quantile("channelQuantile", op.quantile(), call, call.input(0));
            case BatchQuantileGradient op -> quantile("channelQuantileGradient", op.quantile(), call, call.input(1));
            case Sum _ -> sum(call);
            case Softmax _ -> byRows("softmax", call);
            case SoftmaxGradient _ -> byRows("softmaxGradient", call);
            case LogSoftmax _ -> byRows("logSoftmax", call);
            case LogSoftmaxGradient _ -> byRows("logSoftmaxGradient", call);
            case CrossEntropy _ -> crossEntropy(call);
            case CrossEntropyGradient _ -> byRows("crossEntropyGradient", call);
            case OneHot _ -> byRows("oneHot", call);
            case GroupNorm op -> groupNorm(op, call);
            case GroupNormInputGradient op -> groupNormInputGradient(op, call);
            case GroupNormScaleGradient op -> groupNormScaleGradient(op, call);
            case LocalResponseNorm op -> lrn("lrn", call, new LocalResponse(op.size(), op.alpha(), op.beta(), op.k()));
            case LocalResponseNormGradient op ->
                lrn("lrnGradient", call, new LocalResponse(op.size(), op.alpha(), op.beta(), op.k()));
            case MaxPool op -> pool("maxPool", call, op.window());
            case MaxPoolGradient op -> poolGradient("maxPoolGradient", call, op.window());
            case AvgPool op -> pool("avgPool", call, op.window(), divisor(op.countPadding()));
            case AvgPoolGradient op -> poolGradient("avgPoolGradient", call, op.window(), divisor(op.countPadding()));
            case GlobalMaxPool _ -> byExamples("globalMax", call, call.input(0));
            case GlobalMaxPoolGradient _ -> byExamples("globalMaxGradient", call, call.output());
            case SpatialSum _ -> byExamples("spatialSum", call, call.input(0));
            case BroadcastSpatial _ -> byExamples("broadcastSpatial", call, call.output());
            case DropoutMask op -> dropoutMask(op, call);
            case Conv2dWeightGradient op -> matrices.phases(op, call);
            case Input _,
                    Constant _,
                    MatMul _,
                    Conv2d _,
                    Conv2dInputGradient _,
                    ConvTranspose2d _,
                    BiasAdd _,
                    ChannelScale _,
                    Pointwise _,
                    BatchNorm _,
                    Whiten _,
                    BatchNormTraining _,
                    BatchNormInputGradient _,
                    dev.bnc.compiler.graph.op.Dropout _,
                    Reshape _,
                    Concat _,
                    Slice _,
                    Pad _,
                    Crop _,
                    Broadcast _ -> throw new IllegalStateException("no kernel does " + call);
        };
    }

    private List<Phase> channelReduction(String partial, Call call, String combine) {
        Rows shape = rows(call.input(0));
        KernelCall first = call(partial, with(call.inputs(), workspace(call)), shape(shape, Rows.class));
        return List.of(first.partial(shape.chunks(), context), combine(combine, call, shape.partials(), shape.rows()));
    }

    /// The workspace's partial results to the call's output.
    private Phase combine(String method, Call call, Partials partials, int count) {
        Expression shape = shape(partials, Partials.class);
        List<Operand> operands = List.of(workspace(call), call.output());
        return switch (method) {
            case "combineMean" -> call(method, operands, shape, constant(count)).once(context);
            default -> call(method, operands, shape).once(context);
        };
    }

    private List<Phase> quantile(String method, double quantile, Call call, Operand x) {
        var shape = Quantiles.of(rows(x), quantile);
        return List.of(call(method, all(call), shape(shape, Quantiles.class)).map(shape.chunks(), context));
    }

    /// Operands dy, x, mean, variance.
    private List<Phase> batchNormScaleGradient(BatchNormScaleGradient op, Call call) {
        Rows shape = rows(call.input(1));
        List<Operand> read = with(call.inputs().subList(0, 3), workspace(call));
        KernelCall combine = call(
                "combineScaleGradient",
                List.of(workspace(call), call.input(3), call.output()),
                shape(shape.partials(), Partials.class),
                constant((float) op.eps()));
        return List.of(
                call("scaleGradientPartial", read, shape(shape, Rows.class)).partial(shape.chunks(), context),
                combine.once(context));
    }

    private List<Phase> sum(Call call) {
        Elements shape = new Elements(call.input(0).elements());
        KernelCall first = call("sumPartial", with(call.inputs(), workspace(call)), shape(shape, Elements.class));
        return List.of(
                first.partial(shape.chunks(), context), combine("combineSum", call, shape.partials(), shape.count()));
    }

    private List<Phase> crossEntropy(Call call) {
        Rows shape = rows(call.input(0));
        KernelCall first = call("crossEntropyPartial", with(call.inputs(), workspace(call)), shape(shape, Rows.class));
        return List.of(
                first.partial(shape.chunks(), context),
                combine("combineMean", call, shape.scalarPartials(), shape.rows()));
    }

    private List<Phase> byRows(String method, Call call) {
        Rows shape = rows(call.output());
        return List.of(call(method, all(call), shape(shape, Rows.class)).map(shape.chunks(), context));
    }

    /// @param image the larger of operand and result
    private List<Phase> byExamples(String method, Call call, Operand image) {
        int batch = image.dims().getFirst();
        Positions shape = new Positions(batch, image.rows() / batch, image.columns());
        return List.of(call(method, all(call), shape(shape, Positions.class)).map(shape.chunks(), context));
    }

    private List<Phase> groupNorm(GroupNorm op, Call call) {
        GroupShape shape = groups(call.output(), op.groups());
        Optional<Operand> gamma = op.scale() ? Optional.of(call.input(1)) : Optional.empty();
        Optional<Operand> beta = op.shift() ? Optional.of(call.inputs().getLast()) : Optional.empty();
        List<KernelCall.Argument> operands =
                List.of(given(call.input(0)), optional(gamma), optional(beta), given(call.output()));
        List<Expression> attributes = List.of(shape(shape, GroupShape.class), constant((float) op.eps()));
        return List.of(new KernelCall("groupNorm", operands, attributes).map(shape.chunks(), context));
    }

    private List<Phase> groupNormInputGradient(GroupNormInputGradient op, Call call) {
        GroupShape shape = groups(call.output(), op.groups());
        Optional<Operand> gamma = op.scale() ? Optional.of(call.input(2)) : Optional.empty();
        List<KernelCall.Argument> operands =
                List.of(given(call.input(0)), given(call.input(1)), optional(gamma), given(call.output()));
        List<Expression> attributes = List.of(shape(shape, GroupShape.class), constant((float) op.eps()));
        return List.of(new KernelCall("groupNormGradient", operands, attributes).map(shape.chunks(), context));
    }

    private List<Phase> groupNormScaleGradient(GroupNormScaleGradient op, Call call) {
        GroupShape shape = groups(call.input(1), op.groups());
        KernelCall first = call(
                "groupNormScaleGradientPartial",
                with(call.inputs(), workspace(call)),
                shape(shape, GroupShape.class),
                constant((float) op.eps()));
        return List.of(
                first.partial(shape.chunks(), context), combine("combineSum", call, shape.partials(), shape.batch()));
    }

    private record LocalResponse(int size, double alpha, double beta, double k) {}

    private List<Phase> lrn(String method, Call call, LocalResponse op) {
        Operand x = call.output();
        LrnShape shape = new LrnShape(x.rows(), x.columns(), op.size, (float) op.alpha, (float) op.beta, (float) op.k);
        return List.of(call(method, all(call), shape(shape, LrnShape.class)).map(shape.chunks(), context));
    }

    private List<Phase> pool(String method, Call call, Window window, Expression... divisor) {
        var shape = KernelShapes.window(window, call.input(0), call.output());
        return List.of(call(method, all(call), windowed(shape, divisor)).map(shape.lines(), context));
    }

    private List<Phase> poolGradient(String method, Call call, Window window, Expression... divisor) {
        var shape = KernelShapes.window(window, call.output(), call.input(0));
        return List.of(call(method, all(call), windowed(shape, divisor)).map(shape.examples(), context));
    }

    private Expression[] windowed(dev.bnc.runtime.kernel.Window shape, Expression... divisor) {
        return Stream.concat(Stream.of(shape(shape, dev.bnc.runtime.kernel.Window.class)), Stream.of(divisor))
                .toArray(Expression[]::new);
    }

    private Expression divisor(boolean countPadding) {
        var divisor = countPadding
                ? dev.bnc.runtime.kernel.Window.Divisor.WINDOW
                : dev.bnc.runtime.kernel.Window.Divisor.VALID;
        return data.constant(divisor, dev.bnc.runtime.kernel.Window.Divisor.class);
    }

    private List<Phase> dropoutMask(DropoutMask op, Call call) {
        Dropout dropout = new Dropout((float) op.rate(), op.seed(), op.stream());
        Chunks chunks = new Elements(call.output().elements()).chunks();
        return List.of(
                call("dropoutMask", all(call), shape(dropout, Dropout.class)).map(chunks, context));
    }

    private static Rows rows(Operand x) {
        return new Rows(x.rows(), x.columns());
    }

    private static GroupShape groups(Operand x, int groups) {
        int batch = x.dims().getFirst();
        return new GroupShape(batch, x.rows() / batch, x.columns(), groups);
    }

    private static Operand workspace(Call call) {
        return call.workspace().orElseThrow(() -> new IllegalStateException("no workspace for " + call));
    }

    private static List<Operand> all(Call call) {
        return with(call.inputs(), call.output());
    }

    private static List<Operand> with(List<Operand> operands, Operand last) {
        var all = new ArrayList<>(operands);
        all.add(last);
        return all;
    }

    private static KernelCall.Argument given(Operand operand) {
        return new KernelCall.Argument.Given(operand);
    }

    private static KernelCall.Argument optional(Optional<Operand> operand) {
        return operand.map(CallEmitter::given).orElseGet(KernelCall.Argument.Absent::new);
    }

    private KernelCall call(String method, List<Operand> operands, Expression... attributes) {
        return new KernelCall(method, operands.stream().map(CallEmitter::given).toList(), List.of(attributes));
    }

    private <T extends Record> Expression shape(T shape, Class<T> type) {
        return data.constant(shape, type);
    }
}
