package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.*;
import java.util.ArrayList;
import java.util.List;

/// The type of an operator's result, from the types of its operands.
///
/// The switch names every operator; each arm checks the number and shapes of the operands. An open batch size passes
/// through.
public final class ShapeInference {
    private final Op op;
    private final List<TensorType> operands;

    private ShapeInference(Op op, List<TensorType> operands) {
        this.op = op;
        this.operands = operands;
    }

    /// Type of `op(operands)`.
    ///
    /// @throws IllegalArgumentException if the operands do not fit, saying which and why
    public static TensorType infer(Op op, List<TensorType> operands) {
        var inference = new ShapeInference(op, operands);
        inference.requireElements();
        return inference.result();
    }

    /// Labels are the last operand of what reads labels; all else is floating point.
    private void requireElements() {
        int labels = switch (op) {
            case OneHot _, CrossEntropy _, CrossEntropyGradient _ -> operands.size() - 1;
            case Reshape _ -> 0;
            case Op _ -> operands.size();
        };
        for (int i = 0; i < labels; i++) {
            require(operands.get(i).element() == ElementType.F32, "operand " + i + " must be f32");
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
            case Activation _, Unary _, Dropout _, Softmax _, LogSoftmax _, LocalResponseNorm _ -> count(1, operand(0));
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
            case GlobalMaxPool _, SpatialSum _ -> count(1, image(0).withoutPositions());
            case GlobalMaxPoolGradient _ -> globalMaxPoolGradient();
            case BroadcastSpatial o -> broadcastSpatial(o);
            case DropoutMask o -> scalarTo(o.shape());
            case Reshape o -> reshape(o);
            case Concat _ -> concat();
            case Slice o -> slice(o);
            case Pad o -> count(1, image(0).grown(o.padding(), 1));
            case Crop o -> count(1, image(0).grown(o.padding(), -1));
            case OneHot o -> count(1, TensorType.f32(labels(0), o.classes()));
            case CrossEntropy _ -> crossEntropy(0);
            case CrossEntropyGradient _ -> crossEntropyGradient();
            case Sum _ -> count(1, TensorType.f32(Shape.SCALAR));
            case Broadcast o -> scalarTo(o.shape());
        };
    }

    // linear

    private TensorType matMul(MatMul o) {
        requireCount(2);
        requireRank(0, 2);
        requireRank(1, 2);
        int m = shape(0).size(o.transposeA() ? 1 : 0);
        int k = shape(0).size(o.transposeA() ? 0 : 1);
        require(shape(1).size(o.transposeB() ? 1 : 0) == k, "inner sizes differ");
        return TensorType.f32(m, shape(1).size(o.transposeB() ? 0 : 1));
    }

    private TensorType conv2d(Conv2d o) {
        requireCount(2);
        Image x = image(0);
        requireFilter(o.window(), o.groups(), x.channels, shape(1).size(0));
        return x.withSize(outputSize(o.window(), x.size))
                .withChannels(shape(1).size(0))
                .type();
    }

    private TensorType conv2dInputGradient(Conv2dInputGradient o) {
        requireCount(2);
        Image dy = image(0);
        int inputChannels = Math.multiplyExact(filterInputs(), o.groups());
        requireFilter(o.window(), o.groups(), inputChannels, dy.channels);
        require(o.window().outputSize(o.inputSize()).equals(dy.size), "inputSize does not give the size of dy");
        return dy.withSize(o.inputSize()).withChannels(inputChannels).type();
    }

    private TensorType conv2dWeightGradient(Conv2dWeightGradient o) {
        requireCount(2);
        Image x = image(0);
        Image dy = image(1);
        require(o.window().outputSize(x.size).equals(dy.size), "the window over x does not give the size of dy");
        require(x.channels % o.groups() == 0 && dy.channels % o.groups() == 0, "groups do not divide the channels");
        Extent kernel = o.window().kernel();
        return TensorType.f32(dy.channels, x.channels / o.groups(), kernel.height(), kernel.width());
    }

    private TensorType convTranspose2d(ConvTranspose2d o) {
        requireCount(2);
        Image x = image(0);
        int outputChannels = Math.multiplyExact(filterInputs(), o.groups());
        requireFilter(o.window(), o.groups(), outputChannels, x.channels);
        Extent size = o.window().transposedSize(x.size);
        Extent padded = new Extent(
                size.height() + o.outputPadding().height(),
                size.width() + o.outputPadding().width());
        require(padded.height() > 0 && padded.width() > 0, "nothing is left of the image");
        return x.withSize(padded).withChannels(outputChannels).type();
    }

    private int filterInputs() {
        requireRank(1, 4);
        return shape(1).size(1);
    }

    /// Checks that operand 1 is a filter `[output, input / groups, kernel]`.
    private void requireFilter(Window window, int groups, int inputChannels, int outputChannels) {
        requireRank(1, 4);
        require(
                new Extent(shape(1).size(2), shape(1).size(3)).equals(window.kernel()),
                "the weight's kernel is not the window's");
        require(
                groups >= 1 && inputChannels % groups == 0 && outputChannels % groups == 0,
                "groups do not divide the channels");
        require(
                shape(1).size(0) == outputChannels && shape(1).size(1) == inputChannels / groups,
                "the weight's channels do not fit");
    }

    // pointwise

    private TensorType binary() {
        requireCount(2);
        if (shape(0).rank() == 0) {
            return operand(1);
        }
        require(shape(1).rank() == 0 || shape(0).equals(shape(1)), "shapes differ");
        return operand(0);
    }

    private TensorType alike(int count) {
        requireCount(count);
        for (int i = 1; i < count; i++) {
            requireSame(0, i);
        }
        return operand(0);
    }

    /// Operand 0 is `[n, c, ...]`, all others are `[c]`.
    private TensorType channelwise(int count) {
        requireCount(count);
        for (int i = 1; i < count; i++) {
            requireChannels(0, i);
        }
        return operand(0);
    }

    // normalizers

    private TensorType perChannel() {
        return TensorType.f32(channels(0));
    }

    private TensorType perChannelOf(int count) {
        channelwise(count);
        return perChannel();
    }

    private TensorType batchNormInputGradient(BatchNormInputGradient o) {
        requireCount(6 + present(o.scale()));
        requireSame(0, 1);
        for (int i = 2; i < operands.size(); i++) {
            requireChannels(0, i);
        }
        return operand(1);
    }

    private TensorType batchNormScaleGradient() {
        requireCount(4);
        requireSame(0, 1);
        requireChannels(0, 2);
        requireChannels(0, 3);
        return perChannel();
    }

    private TensorType batchQuantileGradient() {
        requireCount(2);
        requireChannels(1, 0);
        return operand(1);
    }

    private TensorType whiten(Whiten o) {
        requireGroups(o.groups());
        require(shape(0).rank() == 2 || shape(0).rank() == 4, "features or images are whitened");
        requireCount(3 + present(o.scale()) + present(o.shift()));
        requireChannels(0, 1);
        Shape covariance = Shape.of(channels(0) / o.groups(), channels(0));
        require(shape(2).equals(covariance), "operand 2 must be " + covariance);
        for (int i = 3; i < operands.size(); i++) {
            requireChannels(0, i);
        }
        return operand(0);
    }

    private TensorType groupNorm(GroupNorm o) {
        requireGroups(o.groups());
        return channelwise(1 + present(o.scale()) + present(o.shift()));
    }

    private TensorType groupNormInputGradient(GroupNormInputGradient o) {
        requireCount(2 + present(o.scale()));
        requireGroups(o.groups());
        requireSame(0, 1);
        if (o.scale()) {
            requireChannels(0, 2);
        }
        return operand(1);
    }

    private TensorType groupNormScaleGradient(GroupNormScaleGradient o) {
        requireGroups(o.groups());
        alike(2);
        return perChannel();
    }

    private void requireGroups(int groups) {
        require(groups >= 1 && channels(0) % groups == 0, "groups do not divide the channels");
    }

    // pooling

    private TensorType pooled(Window window) {
        Image x = image(0);
        return x.withSize(outputSize(window, x.size)).type();
    }

    private TensorType maxPoolGradient(MaxPoolGradient o) {
        requireCount(2);
        Image x = image(1);
        require(x.withSize(outputSize(o.window(), x.size)).type().equals(operand(0)), "dy is not the pool of x");
        return operand(1);
    }

    private TensorType avgPoolGradient(AvgPoolGradient o) {
        requireCount(1);
        Image dy = image(0);
        require(o.window().outputSize(o.inputSize()).equals(dy.size), "inputSize does not give the size of dy");
        return dy.withSize(o.inputSize()).type();
    }

    private TensorType globalMaxPoolGradient() {
        requireCount(2);
        require(image(1).withoutPositions().equals(operand(0)), "dy is not [n,c] of x");
        return operand(1);
    }

    private TensorType broadcastSpatial(BroadcastSpatial o) {
        requireCount(1);
        requireRank(0, 2);
        return new Image(shape(0).size(0), shape(0).size(1), o.size()).type();
    }

    // shape

    private TensorType scalarTo(Shape shape) {
        requireCount(1);
        requireRank(0, 0);
        return TensorType.f32(shape);
    }

    private TensorType reshape(Reshape o) {
        requireCount(1);
        boolean open = shape(0).symbolic() || o.shape().symbolic();
        boolean same = open
                ? sameExamples(shape(0), o.shape())
                : shape(0).elements() == o.shape().elements();
        require(same, "the number of elements changes");
        return new TensorType(operand(0).element(), o.shape());
    }

    private static boolean sameExamples(Shape one, Shape other) {
        return one.symbolic() == other.symbolic() && one.elementsPerExample() == other.elementsPerExample();
    }

    private TensorType concat() {
        require(!operands.isEmpty(), "nothing to join");
        int channels = 0;
        for (int i = 0; i < operands.size(); i++) {
            requireRankAtLeastTwo(i);
            require(shape(i).with(1, 1).equals(shape(0).with(1, 1)), "only the channels may differ");
            channels = Math.addExact(channels, shape(i).size(1));
        }
        return TensorType.f32(shape(0).with(1, channels));
    }

    private TensorType slice(Slice o) {
        requireCount(1);
        require(0 <= o.from() && o.from() < o.to() && o.to() <= channels(0), "no such channels");
        return TensorType.f32(shape(0).with(1, o.to() - o.from()));
    }

    // losses

    private TensorType crossEntropy(int logits) {
        requireRank(logits, 2);
        require(labels(logits + 1) == shape(logits).size(0), "as many labels as rows of logits are needed");
        requireCount(logits + 2);
        return TensorType.f32(Shape.SCALAR);
    }

    private TensorType crossEntropyGradient() {
        crossEntropy(1);
        requireRank(0, 0);
        return operand(1);
    }

    private int labels(int operand) {
        requireRank(operand, 1);
        require(operand(operand).element() == ElementType.I32, "labels are i32");
        return shape(operand).size(0);
    }

    // checks

    private static int present(boolean operand) {
        return operand ? 1 : 0;
    }

    private Extent outputSize(Window window, Extent in) {
        Extent out = window.outputSize(in);
        require(out.height() > 0 && out.width() > 0, "the window does not fit into " + in);
        return out;
    }

    private TensorType operand(int index) {
        require(index < operands.size(), "operand " + index + " is missing");
        return operands.get(index);
    }

    private Shape shape(int index) {
        return operand(index).shape();
    }

    private int channels(int index) {
        requireRankAtLeastTwo(index);
        return shape(index).size(1);
    }

    private Image image(int index) {
        requireRank(index, 4);
        Shape s = shape(index);
        return new Image(s.size(0), s.size(1), new Extent(s.size(2), s.size(3)));
    }

    private TensorType count(int expected, TensorType result) {
        requireCount(expected);
        return result;
    }

    private void requireCount(int expected) {
        require(operands.size() == expected, expected + " operands expected");
    }

    private void requireRank(int index, int rank) {
        require(shape(index).rank() == rank, "operand " + index + " must have " + rank + " dimensions");
    }

    private void requireRankAtLeastTwo(int index) {
        require(shape(index).rank() >= 2, "operand " + index + " must have channels");
    }

    private void requireSame(int one, int other) {
        require(shape(one).equals(shape(other)), "operands " + one + " and " + other + " differ in shape");
    }

    private void requireChannels(int data, int vector) {
        require(shape(vector).equals(Shape.of(channels(data))), "operand " + vector + " must have one value a channel");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            List<String> shown = new ArrayList<>();
            operands.forEach(o -> shown.add(o.toString()));
            throw new IllegalArgumentException(op + " on " + shown + ": " + otherwise);
        }
    }

    /// A batch of images `[n, c, h, w]`.
    private record Image(int batch, int channels, Extent size) {
        TensorType type() {
            return TensorType.f32(batch, channels, size.height(), size.width());
        }

        TensorType withoutPositions() {
            return TensorType.f32(batch, channels);
        }

        Image withSize(Extent changed) {
            return new Image(batch, channels, changed);
        }

        Image withChannels(int changed) {
            return new Image(batch, changed, size);
        }

        TensorType grown(Padding p, int sign) {
            int height = size.height() + sign * (p.top() + p.bottom());
            int width = size.width() + sign * (p.left() + p.right());
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException("cropping " + size + " by " + p + " leaves nothing");
            }
            return withSize(new Extent(height, width)).type();
        }
    }
}
