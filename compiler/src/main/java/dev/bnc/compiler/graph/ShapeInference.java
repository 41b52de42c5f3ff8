package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.Operands.Image;
import dev.bnc.compiler.graph.op.*;
import java.util.List;

/// The type of an operator's result, from the types of its operands.
///
/// The switch names every operator; each arm checks the number and shapes of the operands. An open batch size passes
/// through.
public final class ShapeInference {
    private final Op op;
    private final Operands in;

    private ShapeInference(Op op, Operands in) {
        this.op = op;
        this.in = in;
    }

    /// Type of `op(operands)`.
    ///
    /// @throws IllegalArgumentException if the operands do not fit, saying which and why
    public static TensorType infer(Op op, List<TensorType> operands) {
        var inference = new ShapeInference(op, new Operands(op, operands));
        inference.requireElements();
        return inference.result();
    }

    /// Labels are the last operand of what reads labels; all else is floating point.
    private void requireElements() {
        int labels = switch (op) {
            case OneHot _, CrossEntropy _, CrossEntropyGradient _ -> in.size() - 1;
            case Reshape _ -> 0;
            case Op _ -> in.size();
        };
        for (int i = 0; i < labels; i++) {
            in.require(in.operand(i).element() == ElementType.F32, "operand " + i + " must be f32");
        }
    }

    private TensorType result() {
        return switch (op) {
            case Input _ -> throw new IllegalArgumentException("an input's type is declared, not inferred");
            case Constant _ -> count(0, TensorType.f32(Shape.SCALAR));
            case MatMul o -> matMul(o);
            case Conv2d o -> conv2d(o);
            case Conv2dInputGradient o -> conv2dInputGradient(o);
            case Conv2dWeightGradient o -> conv2dWeightGradient(o);
            case ConvTranspose2d o -> convTranspose2d(o);
            case BiasAdd _, ChannelScale _ -> channelwise(2);
            case Activation _, Unary _, Dropout _, Softmax _, LogSoftmax _, LocalResponseNorm _ -> count(1, in.operand(0));
            case ActivationGradient _, SoftmaxGradient _, LogSoftmaxGradient _, LocalResponseNormGradient _ -> alike(2);
            case Binary _ -> binary();
            case BatchNorm o -> channelwise(3 + present(o.scale()) + present(o.shift()));
            case BatchNormTraining o -> channelwise(3 + present(o.scale()) + present(o.shift()));
            case BatchMean _, BatchQuantile _, ChannelSum _ -> count(1, perChannel());
            case BatchVariance _ -> perChannelOf(2);
            case BatchNormInputGradient o -> batchNormInputGradient(o);
            case BatchNormScaleGradient _ -> batchNormScaleGradient();
            case BatchQuantileGradient _ -> batchQuantileGradient();
            case Whiten o -> whiten(o);
            case GroupNorm o -> groupNorm(o);
            case GroupNormInputGradient o -> groupNormInputGradient(o);
            case GroupNormScaleGradient o -> groupNormScaleGradient(o);
            case MaxPool o -> count(1, pooled(o.window()));
            case MaxPoolGradient o -> maxPoolGradient(o);
            case AvgPool o -> count(1, pooled(o.window()));
            case AvgPoolGradient o -> avgPoolGradient(o);
            case GlobalMaxPool _, SpatialSum _ -> count(1, in.image(0).withoutPositions());
            case GlobalMaxPoolGradient _ -> globalMaxPoolGradient();
            case BroadcastSpatial o -> broadcastSpatial(o);
            case DropoutMask o -> scalarTo(o.shape());
            case Reshape o -> reshape(o);
            case Concat _ -> concat();
            case Slice o -> slice(o);
            case Pad o -> count(1, in.image(0).grown(o.padding(), 1));
            case Crop o -> count(1, in.image(0).grown(o.padding(), -1));
            case OneHot o -> count(1, TensorType.f32(labels(0), o.classes()));
            case CrossEntropy _ -> crossEntropy(0);
            case CrossEntropyGradient _ -> crossEntropyGradient();
            case Sum _ -> count(1, TensorType.f32(Shape.SCALAR));
            case Broadcast o -> scalarTo(o.shape());
        };
    }

    // linear

    private TensorType matMul(MatMul o) {
        in.requireCount(2);
        in.requireRank(0, 2);
        in.requireRank(1, 2);
        int m = in.shape(0).size(o.transposeA() ? 1 : 0);
        int k = in.shape(0).size(o.transposeA() ? 0 : 1);
        in.require(in.shape(1).size(o.transposeB() ? 1 : 0) == k, "inner sizes differ");
        return TensorType.f32(m, in.shape(1).size(o.transposeB() ? 0 : 1));
    }

    private TensorType conv2d(Conv2d o) {
        in.requireCount(2);
        Image x = in.image(0);
        requireFilter(o.window(), o.groups(), x.channels(), in.shape(1).size(0));
        return x.withSize(outputSize(o.window(), x.size()))
                .withChannels(in.shape(1).size(0))
                .type();
    }

    private TensorType conv2dInputGradient(Conv2dInputGradient o) {
        in.requireCount(2);
        Image dy = in.image(0);
        int inputChannels = Math.multiplyExact(filterInputs(), o.groups());
        requireFilter(o.window(), o.groups(), inputChannels, dy.channels());
        in.require(o.window().outputSize(o.inputSize()).equals(dy.size()), "inputSize does not give the size of dy");
        return dy.withSize(o.inputSize()).withChannels(inputChannels).type();
    }

    private TensorType conv2dWeightGradient(Conv2dWeightGradient o) {
        in.requireCount(2);
        Image x = in.image(0);
        Image dy = in.image(1);
        in.require(o.window().outputSize(x.size()).equals(dy.size()), "the window over x does not give the size of dy");
        in.require(x.channels() % o.groups() == 0 && dy.channels() % o.groups() == 0, "groups do not divide the channels");
        Extent kernel = o.window().kernel();
        return TensorType.f32(dy.channels(), x.channels() / o.groups(), kernel.height(), kernel.width());
    }

    private TensorType convTranspose2d(ConvTranspose2d o) {
        in.requireCount(2);
        Image x = in.image(0);
        int outputChannels = Math.multiplyExact(filterInputs(), o.groups());
        requireFilter(o.window(), o.groups(), outputChannels, x.channels());
        Extent size = o.window().transposedSize(x.size());
        Extent padded = new Extent(
                size.height() + o.outputPadding().height(),
                size.width() + o.outputPadding().width());
        in.require(padded.height() > 0 && padded.width() > 0, "nothing is left of the image");
        return x.withSize(padded).withChannels(outputChannels).type();
    }

    private int filterInputs() {
        in.requireRank(1, 4);
        return in.shape(1).size(1);
    }

    /// Checks that operand 1 is a filter `[output, input / groups, kernel]`.
    private void requireFilter(Window window, int groups, int inputChannels, int outputChannels) {
        in.requireRank(1, 4);
        in.require(
                new Extent(in.shape(1).size(2), in.shape(1).size(3)).equals(window.kernel()),
                "the weight's kernel is not the window's");
        in.require(
                groups >= 1 && inputChannels % groups == 0 && outputChannels % groups == 0,
                "groups do not divide the channels");
        in.require(
                in.shape(1).size(0) == outputChannels && in.shape(1).size(1) == inputChannels / groups,
                "the weight's channels do not fit");
    }

    // pointwise

    private TensorType binary() {
        in.requireCount(2);
        if (in.shape(0).rank() == 0) {
            return in.operand(1);
        }
        in.require(in.shape(1).rank() == 0 || in.shape(0).equals(in.shape(1)), "shapes differ");
        return in.operand(0);
    }

    private TensorType alike(int count) {
        in.requireCount(count);
        for (int i = 1; i < count; i++) {
            in.requireSame(0, i);
        }
        return in.operand(0);
    }

    /// Operand 0 is `[n, c, ...]`, all others are `[c]`.
    private TensorType channelwise(int count) {
        in.requireCount(count);
        for (int i = 1; i < count; i++) {
            in.requireChannels(0, i);
        }
        return in.operand(0);
    }

    // normalizers

    private TensorType perChannel() {
        return TensorType.f32(in.channels(0));
    }

    private TensorType perChannelOf(int count) {
        channelwise(count);
        return perChannel();
    }

    private TensorType batchNormInputGradient(BatchNormInputGradient o) {
        in.requireCount(6 + present(o.scale()));
        in.requireSame(0, 1);
        for (int i = 2; i < in.size(); i++) {
            in.requireChannels(0, i);
        }
        return in.operand(1);
    }

    private TensorType batchNormScaleGradient() {
        in.requireCount(4);
        in.requireSame(0, 1);
        in.requireChannels(0, 2);
        in.requireChannels(0, 3);
        return perChannel();
    }

    private TensorType batchQuantileGradient() {
        in.requireCount(2);
        in.requireChannels(1, 0);
        return in.operand(1);
    }

    private TensorType whiten(Whiten o) {
        requireGroups(o.groups());
        in.require(in.shape(0).rank() == 2 || in.shape(0).rank() == 4, "features or images are whitened");
        in.requireCount(3 + present(o.scale()) + present(o.shift()));
        in.requireChannels(0, 1);
        Shape covariance = Shape.of(in.channels(0) / o.groups(), in.channels(0));
        in.require(in.shape(2).equals(covariance), "operand 2 must be " + covariance);
        for (int i = 3; i < in.size(); i++) {
            in.requireChannels(0, i);
        }
        return in.operand(0);
    }

    private TensorType groupNorm(GroupNorm o) {
        requireGroups(o.groups());
        return channelwise(1 + present(o.scale()) + present(o.shift()));
    }

    private TensorType groupNormInputGradient(GroupNormInputGradient o) {
        in.requireCount(2 + present(o.scale()));
        requireGroups(o.groups());
        in.requireSame(0, 1);
        if (o.scale()) {
            in.requireChannels(0, 2);
        }
        return in.operand(1);
    }

    private TensorType groupNormScaleGradient(GroupNormScaleGradient o) {
        requireGroups(o.groups());
        alike(2);
        return perChannel();
    }

    private void requireGroups(int groups) {
        in.require(groups >= 1 && in.channels(0) % groups == 0, "groups do not divide the channels");
    }

    // pooling

    private TensorType pooled(Window window) {
        Image x = in.image(0);
        return x.withSize(outputSize(window, x.size())).type();
    }

    private TensorType maxPoolGradient(MaxPoolGradient o) {
        in.requireCount(2);
        Image x = in.image(1);
        in.require(x.withSize(outputSize(o.window(), x.size())).type().equals(in.operand(0)), "dy is not the pool of x");
        return in.operand(1);
    }

    private TensorType avgPoolGradient(AvgPoolGradient o) {
        in.requireCount(1);
        Image dy = in.image(0);
        in.require(o.window().outputSize(o.inputSize()).equals(dy.size()), "inputSize does not give the size of dy");
        return dy.withSize(o.inputSize()).type();
    }

    private TensorType globalMaxPoolGradient() {
        in.requireCount(2);
        in.require(in.image(1).withoutPositions().equals(in.operand(0)), "dy is not [n,c] of x");
        return in.operand(1);
    }

    private TensorType broadcastSpatial(BroadcastSpatial o) {
        in.requireCount(1);
        in.requireRank(0, 2);
        return new Image(in.shape(0).size(0), in.shape(0).size(1), o.size()).type();
    }

    // shape

    private TensorType scalarTo(Shape shape) {
        in.requireCount(1);
        in.requireRank(0, 0);
        return TensorType.f32(shape);
    }

    private TensorType reshape(Reshape o) {
        in.requireCount(1);
        boolean open = in.shape(0).symbolic() || o.shape().symbolic();
        boolean same = open
                ? sameExamples(in.shape(0), o.shape())
                : in.shape(0).elements() == o.shape().elements();
        in.require(same, "the number of elements changes");
        return new TensorType(in.operand(0).element(), o.shape());
    }

    private static boolean sameExamples(Shape one, Shape other) {
        return one.symbolic() == other.symbolic() && one.elementsPerExample() == other.elementsPerExample();
    }

    private TensorType concat() {
        in.require(in.size() > 0, "nothing to join");
        int channels = 0;
        for (int i = 0; i < in.size(); i++) {
            in.requireRankAtLeastTwo(i);
            in.require(in.shape(i).with(1, 1).equals(in.shape(0).with(1, 1)), "only the channels may differ");
            channels = Math.addExact(channels, in.shape(i).size(1));
        }
        return TensorType.f32(in.shape(0).with(1, channels));
    }

    private TensorType slice(Slice o) {
        in.requireCount(1);
        in.require(0 <= o.from() && o.from() < o.to() && o.to() <= in.channels(0), "no such channels");
        return TensorType.f32(in.shape(0).with(1, o.to() - o.from()));
    }

    // losses

    private TensorType crossEntropy(int logits) {
        in.requireRank(logits, 2);
        in.require(labels(logits + 1) == in.shape(logits).size(0), "as many labels as rows of logits are needed");
        in.requireCount(logits + 2);
        return TensorType.f32(Shape.SCALAR);
    }

    private TensorType crossEntropyGradient() {
        crossEntropy(1);
        in.requireRank(0, 0);
        return in.operand(1);
    }

    private int labels(int operand) {
        in.requireRank(operand, 1);
        in.require(in.operand(operand).element() == ElementType.I32, "labels are i32");
        return in.shape(operand).size(0);
    }

    private TensorType count(int expected, TensorType result) {
        in.requireCount(expected);
        return result;
    }

    // sizes

    private static int present(boolean operand) {
        return operand ? 1 : 0;
    }

    private Extent outputSize(Window window, Extent size) {
        Extent out = window.outputSize(size);
        in.require(out.height() > 0 && out.width() > 0, "the window does not fit into " + size);
        return out;
    }
}
