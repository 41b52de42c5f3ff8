package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What each operator's operands get of the gradient of its result: `y = op(x...)` and `dy` give `dx...`.
///
/// The switch names every operator. Operators that themselves are parts of a gradient have no rule: second derivatives
/// are not needed. At kinks the convention of the operator's own comment holds; ties of two operands go to the second.
final class GradientRules {
    private final GraphBuilder builder;
    private final Arithmetic arithmetic;
    private final Differentiate sweep;
    private final Node node;
    private final Value dy;

    /// @param dy complete gradient of the node's result
    GradientRules(GraphBuilder builder, Arithmetic arithmetic, Differentiate sweep, Node node, Value dy) {
        this.builder = builder;
        this.arithmetic = arithmetic;
        this.sweep = sweep;
        this.node = node;
        this.dy = dy;
    }

    /// Appends the nodes and hands each active operand its contribution.
    void run() {
        switch (node.op()) {
            case Input _, Constant _ -> {}
            case MatMul o -> matMul(o);
            case Conv2d o -> conv2d(o);
            case Conv2dWeightGradient o -> conv2dWeightGradient(o);
            case ConvTranspose2d o -> convTranspose2d(o);
            case BiasAdd _ -> biasAdd();
            case ChannelScale _ -> channelScale();
            case Activation o ->
                flow(0, () -> add(new ActivationGradient(o), dy, o.gradientReadsOutput() ? y() : x(0)));
            case Unary o -> unary(o.function());
            case Binary o -> binary(o.function());
            case BatchNorm o -> batchNorm(o);
            case BatchMean _ -> flow(0, () -> perChannel(arithmetic.times(1.0 / rows(), dy)));
            case BatchVariance _ -> batchVariance();
            case BatchQuantile o -> flow(0, () -> add(new BatchQuantileGradient(o.quantile()), dy, x(0)));
            case BatchNormTraining o -> batchNormTraining(o);
            case GroupNorm o -> groupNorm(o);
            case LocalResponseNorm o ->
                flow(0, () -> add(new LocalResponseNormGradient(o.size(), o.alpha(), o.beta(), o.k()), dy, x(0)));
            case MaxPool o -> flow(0, () -> add(new MaxPoolGradient(o.window()), dy, x(0)));
            case AvgPool o -> flow(0, () -> add(new AvgPoolGradient(o.window(), o.countPadding(), size(x(0))), dy));
            case GlobalMaxPool _ -> flow(0, () -> add(new GlobalMaxPoolGradient(), dy, x(0)));
            case SpatialSum _ -> flow(0, () -> add(new BroadcastSpatial(size(x(0))), dy));
            case BroadcastSpatial _ -> flow(0, () -> add(new SpatialSum(), dy));
            case Dropout _ -> flow(0, () -> dy);
            case Reshape _ -> flow(0, () -> add(new Reshape(x(0).shape()), dy));
            case Concat _ -> concat();
            case Slice o -> flow(0, () -> slice(o));
            case Pad o -> flow(0, () -> add(new Crop(o.padding()), dy));
            case Crop o -> flow(0, () -> add(new Pad(o.padding(), 0), dy));
            case Softmax _ -> flow(0, () -> add(new SoftmaxGradient(), dy, y()));
            case LogSoftmax _ -> flow(0, () -> add(new LogSoftmaxGradient(), dy, y()));
            case CrossEntropy _ -> flow(0, () -> add(new CrossEntropyGradient(), dy, x(0), x(1)));
            case ChannelSum _ -> flow(0, () -> perChannel(dy));
            case Sum _ -> flow(0, () -> add(new Broadcast(x(0).shape()), dy));
            case Broadcast _ -> flow(0, () -> add(new Sum(), dy));
            case OneHot _,
                    Whiten _,
                    DropoutMask _,
                    ActivationGradient _,
                    Conv2dInputGradient _,
                    BatchNormInputGradient _,
                    BatchNormScaleGradient _,
                    BatchQuantileGradient _,
                    GroupNormInputGradient _,
                    GroupNormScaleGradient _,
                    LocalResponseNormGradient _,
                    MaxPoolGradient _,
                    AvgPoolGradient _,
                    GlobalMaxPoolGradient _,
                    SoftmaxGradient _,
                    LogSoftmaxGradient _,
                    CrossEntropyGradient _ -> throw new IllegalStateException("no gradient of " + node);
        }
    }

    // linear

    private void matMul(MatMul o) {
        Value a = x(0);
        Value b = x(1);
        if (o.transposeA()) {
            flow(0, () -> add(new MatMul(o.transposeB(), true), b, dy));
        } else {
            flow(0, () -> add(new MatMul(false, !o.transposeB()), dy, b));
        }
        if (o.transposeB()) {
            flow(1, () -> add(new MatMul(true, o.transposeA()), dy, a));
        } else {
            flow(1, () -> add(new MatMul(!o.transposeA(), false), a, dy));
        }
    }

    private void conv2d(Conv2d o) {
        flow(0, () -> add(new Conv2dInputGradient(o.window(), o.groups(), size(x(0))), dy, x(1)));
        flow(1, () -> add(new Conv2dWeightGradient(o.window(), o.groups()), x(0), dy));
    }

    /// It is linear in the image and in `dy` of that convolution; whitening takes covariances by it.
    private void conv2dWeightGradient(Conv2dWeightGradient o) {
        flow(0, () -> add(new Conv2dInputGradient(o.window(), o.groups(), size(x(0))), x(1), dy));
        flow(1, () -> add(new Conv2d(o.window(), o.groups()), x(0), dy));
    }

    /// The operator is the input gradient of a convolution, so its gradients are that convolution and its weight
    /// gradient with the two images exchanged. Output padding is padding taken away at the bottom and right of that
    /// convolution; where there is not so much, cells no window reaches are cropped.
    private void convTranspose2d(ConvTranspose2d o) {
        Padding p = o.window().padding();
        int bottom = p.bottom() - o.outputPadding().height();
        int right = p.right() - o.outputPadding().width();
        Window window = o.window().withPadding(new Padding(p.top(), p.left(), Math.max(bottom, 0), Math.max(right, 0)));
        Padding unreached = new Padding(0, 0, Math.max(-bottom, 0), Math.max(-right, 0));
        Value reached = unreached.equals(Padding.NONE) ? dy : add(new Crop(unreached), dy);
        flow(0, () -> add(new Conv2d(window, o.groups()), reached, x(1)));
        flow(1, () -> add(new Conv2dWeightGradient(window, o.groups()), reached, x(0)));
    }

    private void biasAdd() {
        flow(0, () -> dy);
        flow(1, () -> add(new ChannelSum(), dy));
    }

    private void channelScale() {
        flow(0, () -> add(new ChannelScale(), dy, x(1)));
        flow(1, () -> add(new ChannelSum(), arithmetic.multiply(dy, x(0))));
    }

    // pointwise

    private void unary(UnaryFunction function) {
        switch (function) {
            case NEGATE -> flow(0, () -> negated(dy));
            case ABS -> flow(0, () -> arithmetic.multiply(dy, arithmetic.apply(UnaryFunction.SIGN, x(0))));
            case SIGN -> {} // constant wherever it has a derivative
            case EXP -> flow(0, () -> arithmetic.multiply(dy, y()));
            case LOG -> flow(0, () -> arithmetic.divide(dy, x(0)));
            case SQRT -> flow(0, () -> arithmetic.divide(arithmetic.times(0.5, dy), y()));
            case SQUARE -> flow(0, () -> arithmetic.multiply(arithmetic.times(2, dy), x(0)));
            case RECIPROCAL ->
                flow(0, () -> arithmetic.multiply(negated(dy), arithmetic.apply(UnaryFunction.SQUARE, y())));
            case SOFTPLUS -> flow(0, () -> arithmetic.multiply(dy, add(new Sigmoid(), x(0))));
        }
    }

    private void binary(BinaryFunction function) {
        Value a = x(0);
        Value b = x(1);
        switch (function) {
            case ADD -> {
                flowShaped(0, () -> dy);
                flowShaped(1, () -> dy);
            }
            case SUBTRACT -> {
                flowShaped(0, () -> dy);
                flowShaped(1, () -> negated(dy));
            }
            case MULTIPLY -> {
                flowShaped(0, () -> arithmetic.multiply(dy, b));
                flowShaped(1, () -> arithmetic.multiply(dy, a));
            }
            case DIVIDE -> {
                flowShaped(0, () -> arithmetic.divide(dy, b));
                flowShaped(1, () -> negated(arithmetic.divide(arithmetic.multiply(dy, y()), b)));
            }
            case MAXIMUM -> selected(arithmetic.greater(a, b));
            case MINIMUM -> selected(arithmetic.greater(b, a));
            case GREATER -> {} // constant wherever it has a derivative
        }
    }

    /// Gradient to operand 0 where `first` is 1, to operand 1 where it is 0.
    private void selected(Value first) {
        Value toFirst = arithmetic.multiply(dy, first);
        flowShaped(0, () -> toFirst);
        flowShaped(1, () -> arithmetic.subtract(dy, toFirst));
    }

    /// As [#flow], summed up where the operand is the scalar of a mixed pair.
    private void flowShaped(int operand, Supplier<Value> gradient) {
        flow(operand, () -> {
            Value full = gradient.get();
            boolean spread = x(operand).shape().rank() == 0 && full.shape().rank() > 0;
            return spread ? add(new Sum(), full) : full;
        });
    }

    // normalizers

    /// Statistics that are no function of `x`: the normalizer is a line, `x * gamma / sqrt(variance + eps) + ...`.
    private void batchNorm(BatchNorm o) {
        Value mean = x(1);
        Value variance = x(2);
        Value deviation = arithmetic.apply(UnaryFunction.SQRT, arithmetic.plus(o.eps(), variance));
        Value slope =
                o.scale() ? arithmetic.divide(x(3), deviation) : arithmetic.apply(UnaryFunction.RECIPROCAL, deviation);
        Supplier<Value> dgamma = () -> add(new BatchNormScaleGradient(o.eps()), dy, x(0), mean, variance);
        flow(0, () -> add(new ChannelScale(), dy, slope));
        flow(1, () -> negated(arithmetic.multiply(slope, add(new ChannelSum(), dy))));
        // d/dvariance of (variance + eps)^(-1/2) is -1/2 (variance + eps)^(-3/2)
        flow(2, () -> arithmetic.divide(arithmetic.multiply(arithmetic.times(-0.5, slope), dgamma.get()), deviation));
        if (o.scale()) {
            flow(3, dgamma);
        }
        if (o.shift()) {
            flow(o.scale() ? 4 : 3, () -> add(new ChannelSum(), dy));
        }
    }

    /// The input's gradient goes through mean and variance already, so those operands get none of their own.
    private void batchNormTraining(BatchNormTraining o) {
        Value dbeta = add(new ChannelSum(), dy);
        Value dgamma = add(new BatchNormScaleGradient(o.eps()), dy, x(0), x(1), x(2));
        flow(0, () -> {
            var operands = new ArrayList<>(List.of(dy, x(0), x(1), x(2), dbeta, dgamma));
            if (o.scale()) {
                operands.add(x(3));
            }
            return builder.add(new BatchNormInputGradient(o.eps(), o.scale()), operands);
        });
        if (o.scale()) {
            flow(3, () -> dgamma);
        }
        if (o.shift()) {
            flow(o.scale() ? 4 : 3, () -> dbeta);
        }
    }

    /// `2 / m * (x - mean) * dy`; in the mean the derivative is 0, as the deviations from it sum to 0.
    private void batchVariance() {
        flow(0, () -> {
            Value centred = add(new BiasAdd(), x(0), negated(x(1)));
            return add(new ChannelScale(), centred, arithmetic.times(2.0 / rows(), dy));
        });
    }

    private void groupNorm(GroupNorm o) {
        var input = new GroupNormInputGradient(o.groups(), o.eps(), o.scale());
        flow(0, () -> o.scale() ? add(input, dy, x(0), x(1)) : add(input, dy, x(0)));
        if (o.scale()) {
            flow(1, () -> add(new GroupNormScaleGradient(o.groups(), o.eps()), dy, x(0)));
        }
        if (o.shift()) {
            flow(o.scale() ? 2 : 1, () -> add(new ChannelSum(), dy));
        }
    }

    // shape

    private void concat() {
        int from = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            int start = from;
            int end = from + x(i).shape().size(1);
            flow(i, () -> add(new Slice(start, end), dy));
            from = end;
        }
    }

    /// The channels left out get zeros.
    private Value slice(Slice o) {
        Shape whole = x(0).shape();
        var parts = new ArrayList<Value>();
        if (o.from() > 0) {
            parts.add(everywhere(arithmetic.constant(0), whole.with(1, o.from())));
        }
        parts.add(dy);
        if (o.to() < whole.size(1)) {
            parts.add(everywhere(arithmetic.constant(0), whole.with(1, whole.size(1) - o.to())));
        }
        return builder.add(new Concat(), parts);
    }

    /// The same value at all rows of a channel of operand 0.
    private Value perChannel(Value vector) {
        return add(new ChannelScale(), everywhere(arithmetic.constant(1), x(0).shape()), vector);
    }

    private Value everywhere(Value scalar, Shape shape) {
        return add(new Broadcast(shape), scalar);
    }

    // parts

    private Value add(Op op, Value... inputs) {
        return builder.add(op, inputs);
    }

    private Value negated(Value a) {
        return arithmetic.apply(UnaryFunction.NEGATE, a);
    }

    private Value x(int operand) {
        return node.input(operand);
    }

    private Value y() {
        return node.result();
    }

    private long rows() {
        return x(0).shape().elements() / x(0).shape().size(1);
    }

    private static Extent size(Value image) {
        return new Extent(image.shape().size(2), image.shape().size(3));
    }

    private void flow(int operand, Supplier<Value> gradient) {
        if (sweep.isActive(x(operand))) {
            sweep.contribute(x(operand), gradient.get());
        }
    }
}
