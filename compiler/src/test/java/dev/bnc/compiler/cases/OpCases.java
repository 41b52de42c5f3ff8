package dev.bnc.compiler.cases;

import static dev.bnc.compiler.cases.OpCase.Operand.input;
import static dev.bnc.compiler.cases.OpCase.Operand.labels;
import static dev.bnc.compiler.cases.OpCase.Operand.parameter;

import dev.bnc.compiler.cases.OpCase.Operand;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every operator, on sizes that are no multiple of anything: what each backend is compared with the reference on.
///
/// A new operator is added here; `OpTableTest` fails until it is.
public final class OpCases {
    private static final Shape VECTOR = Shape.of(7);
    private static final Shape FEATURES = Shape.of(5, 7);
    private static final Shape WIDE = Shape.of(3, 67);
    private static final Shape IMAGES = Shape.of(2, 3, 5, 7);
    private static final Shape DEEP = Shape.of(3, 17, 3, 2);
    private static final Shape ONE = Shape.of(1, 1, 1, 1);
    private static final List<Shape> WITH_CHANNELS = List.of(FEATURES, WIDE, IMAGES, DEEP, ONE);

    private final List<OpCase> cases = new ArrayList<>();
    private long seed;

    private OpCases() {}

    /// All cases, in the order of the operator table.
    public static List<OpCase> all() {
        var table = new OpCases();
        table.sources();
        table.products();
        table.convolutions();
        table.pointwise();
        table.batchNorm();
        table.otherNormalizers();
        table.windowedPools();
        table.globalPools();
        table.dropout();
        table.moves();
        table.softmax();
        table.losses();
        table.reductions();
        return List.copyOf(table.cases);
    }

    private void sources() {
        // an input is every other case's operand
        add(new Constant(-1.5));
    }

    private void products() {
        for (int[] mkn : new int[][] {{1, 1, 1}, {5, 7, 3}, {13, 37, 33}, {29, 70, 67}, {60, 5, 100}}) {
            for (MatMul op : List.of(
                    new MatMul(false, false),
                    new MatMul(false, true),
                    new MatMul(true, false),
                    new MatMul(true, true))) {
                Shape a = op.transposeA() ? Shape.of(mkn[1], mkn[0]) : Shape.of(mkn[0], mkn[1]);
                Shape b = op.transposeB() ? Shape.of(mkn[2], mkn[1]) : Shape.of(mkn[1], mkn[2]);
                add(op, input(spread(a)), parameter(spread(b)));
            }
        }
        for (Shape shape : WITH_CHANNELS) {
            add(new BiasAdd(), input(spread(shape)), parameter(spread(channels(shape))));
            add(new ChannelScale(), input(spread(shape)), parameter(spread(channels(shape))));
        }
    }

    private void convolutions() {
        Window three = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        convolution(Window.of(Extent.square(1)), 1, ONE, 1);
        convolution(Window.of(Extent.square(1)), 1, IMAGES, 35);
        convolution(three, 1, IMAGES, 4);
        convolution(three, 1, Shape.of(1, 33, 6, 5), 19);
        convolution(three.withStride(new Extent(2, 3)).withPadding(new Padding(0, 1, 2, 3)), 1, IMAGES, 5);
        convolution(three.withDilation(new Extent(2, 1)), 1, IMAGES, 2);
        convolution(three.withStride(Extent.square(2)), 3, Shape.of(2, 6, 5, 7), 9);
        convolution(three, 17, DEEP, 34); // depthwise, two filters a channel
        convolution(three, 17, DEEP, 17); // depthwise
        convolution(three.withStride(Extent.square(2)), 5, Shape.of(2, 5, 9, 8), 5);
        convolution(three.withDilation(new Extent(1, 2)), 48, Shape.of(1, 48, 5, 7), 48);
        convolution(Window.of(Extent.square(1)).withStride(new Extent(2, 1)), 33, Shape.of(2, 33, 5, 3), 33);
        convolution(three, 1, Shape.of(2, 16, 14, 13), 40);
        convolution(three, 1, Shape.of(2, 32, 12, 13), 48); // Winograd's algorithm
        convolution(Window.of(Extent.square(5)), 1, Shape.of(2, 48, 12, 13), 32); // the same for larger kernels
        convolution(three.withPadding(new Padding(2, 0, 0, 1)), 1, Shape.of(1, 48, 9, 17), 32);
        convolution(Window.of(Extent.square(1)).withStride(Extent.square(2)), 1, Shape.of(2, 37, 6, 5), 24);
        convolution(three.withStride(Extent.square(2)), 1, Shape.of(2, 19, 9, 12), 21); // strides in phases
        convolution(
                three.withStride(new Extent(3, 2)).withPadding(new Padding(0, 2, 1, 1)), 1, Shape.of(1, 17, 8, 1), 5);
        convolution(Window.of(new Extent(2, 5)).withStride(new Extent(3, 2)), 1, Shape.of(1, 16, 9, 11), 7);
        convolution(Window.of(new Extent(1, 5)).withPadding(new Padding(0, 2, 0, 2)), 1, Shape.of(3, 2, 1, 11), 3);
        convolution(Window.of(Extent.square(4)).withStride(Extent.square(4)), 1, Shape.of(2, 3, 9, 8), 6);
    }

    /// The convolution, both its gradients, and the transposed one that goes back.
    private void convolution(Window window, int groups, Shape x, int outputChannels) {
        Extent size = new Extent(x.size(2), x.size(3));
        Extent places = window.outputSize(size);
        Extent back = window.transposedSize(places);
        Extent missing = new Extent(size.height() - back.height(), size.width() - back.width());
        Shape y = Shape.of(x.size(0), outputChannels, places.height(), places.width());
        Extent kernel = window.kernel();
        Tensor weight = spread(Shape.of(outputChannels, x.size(1) / groups, kernel.height(), kernel.width()));
        add(new Conv2d(window, groups), input(spread(x)), parameter(weight));
        add(new Conv2dInputGradient(window, groups, size), input(spread(y)), parameter(weight));
        add(new Conv2dWeightGradient(window, groups), input(spread(x)), input(spread(y)));
        add(new ConvTranspose2d(window, groups, missing), input(spread(y)), parameter(weight));
    }

    private void pointwise() {
        for (Activation activation : List.of(
                new Relu(), new LeakyRelu(0.1), new Elu(0.7), new Gelu(), new Silu(), new Sigmoid(), new Tanh())) {
            add(activation, input(spread(FEATURES)));
            add(activation, input(spread(DEEP)));
            OpCase forward = new OpCase(activation, List.of(input(spread(WIDE))));
            Tensor read = activation.gradientReadsOutput()
                    ? forward.expected().map(v -> (float) v)
                    : forward.operands().getFirst().tensor();
            add(new ActivationGradient(activation), input(spread(WIDE)), input(read));
        }
        for (UnaryFunction function : UnaryFunction.values()) {
            for (Shape shape : List.of(Shape.SCALAR, VECTOR, WIDE, IMAGES)) {
                add(new Unary(function), input(takesPositive(function) ? positive(shape) : spread(shape)));
            }
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            add(new Binary(function), input(spread(Shape.SCALAR)), input(spread(Shape.SCALAR)));
            add(new Binary(function), input(spread(WIDE)), input(spread(WIDE)));
            add(new Binary(function), input(spread(IMAGES)), input(positive(IMAGES)));
            add(new Binary(function), input(spread(Shape.SCALAR)), input(spread(VECTOR)));
            add(new Binary(function), input(spread(FEATURES)), input(spread(Shape.SCALAR)));
        }
    }

    private static boolean takesPositive(UnaryFunction function) {
        return switch (function) {
            case LOG, SQRT, RECIPROCAL -> true;
            case NEGATE, ABS, SIGN, EXP, SQUARE, SOFTPLUS -> false;
        };
    }

    private void batchNorm() {
        for (Shape shape : WITH_CHANNELS) {
            Shape c = channels(shape);
            add(new BatchMean(), input(spread(shape)));
            for (double quantile : new double[] {0, 0.3, 0.5, 1}) {
                add(new BatchQuantile(quantile), input(spread(shape)));
                add(new BatchQuantileGradient(quantile), input(spread(c)), input(spread(shape)));
            }
            add(new BatchVariance(), input(spread(shape)), input(spread(c)));
            add(
                    new BatchNormScaleGradient(1e-3),
                    input(spread(shape)),
                    input(spread(shape)),
                    input(spread(c)),
                    input(positive(c)));
            for (boolean scale : new boolean[] {false, true}) {
                add(
                        new BatchNormInputGradient(1e-3, scale),
                        Stream.concat(
                                Stream.of(spread(shape), spread(shape), spread(c), positive(c), spread(c), spread(c))
                                        .map(Operand::input),
                                scaleAndShift(c, scale, false)));
                for (boolean shift : new boolean[] {false, true}) {
                    add(
                            new BatchNorm(1e-5, scale, shift, new Statistics.Ema(0.9, true)),
                            Stream.concat(
                                    Stream.of(input(spread(shape)), parameter(spread(c)), parameter(positive(c))),
                                    scaleAndShift(c, scale, shift)));
                    add(
                            new BatchNormTraining(1e-5, scale, shift),
                            Stream.concat(
                                    Stream.of(input(spread(shape)), input(spread(c)), input(positive(c))),
                                    scaleAndShift(c, scale, shift)));
                }
            }
        }
    }

    private Stream<Operand> scaleAndShift(Shape channels, boolean scale, boolean shift) {
        var operands = new ArrayList<Operand>();
        if (scale) {
            operands.add(parameter(spread(channels)));
        }
        if (shift) {
            operands.add(parameter(spread(channels)));
        }
        return operands.stream();
    }

    private void otherNormalizers() {
        whiten(1, FEATURES);
        whiten(3, Shape.of(4, 6));
        whiten(1, IMAGES);
        whiten(2, Shape.of(3, 4, 3, 5));
        groupNorm(1, FEATURES);
        groupNorm(7, Shape.of(3, 7, 2, 3));
        groupNorm(3, Shape.of(2, 6, 3, 5));
        groupNorm(1, DEEP);
        for (Shape shape : WITH_CHANNELS) {
            add(new LocalResponseNorm(5, 1e-1, 0.75, 2), input(spread(shape)));
            add(new LocalResponseNorm(2, 0.3, 0.5, 1), input(spread(shape)));
            add(new LocalResponseNormGradient(5, 1e-1, 0.75, 2), input(spread(shape)), input(spread(shape)));
            add(new LocalResponseNormGradient(2, 0.3, 0.5, 1), input(spread(shape)), input(spread(shape)));
        }
    }

    /// Columns of one group after the other, each group's matrix symmetric, its diagonal larger than the rest of a
    /// row.
    private void whiten(int groups, Shape shape) {
        Shape c = channels(shape);
        int width = c.size(0) / groups;
        Shape square = Shape.of(width, c.size(0));
        Tensor covariance = Tensor.generate(square, i -> {
            int apart = Math.abs(i / c.size(0) - i % c.size(0) % width);
            return (float) (apart == 0 ? 1.5 : 0.4 / (apart * apart + width));
        });
        for (boolean scale : new boolean[] {false, true}) {
            add(
                    new Whiten(1e-3, groups, 4, scale, scale, new Statistics.Ema(0.9, true)),
                    Stream.concat(
                            Stream.of(input(spread(shape)), parameter(spread(c)), parameter(covariance)),
                            scaleAndShift(c, scale, scale)));
        }
    }

    private void groupNorm(int groups, Shape shape) {
        Shape c = channels(shape);
        add(new GroupNormScaleGradient(groups, 1e-3), input(spread(shape)), input(spread(shape)));
        for (boolean scale : new boolean[] {false, true}) {
            add(
                    new GroupNormInputGradient(groups, 1e-3, scale),
                    Stream.concat(
                            Stream.of(input(spread(shape)), input(spread(shape))), scaleAndShift(c, scale, false)));
            for (boolean shift : new boolean[] {false, true}) {
                add(
                        new GroupNorm(groups, 1e-3, scale, shift),
                        Stream.concat(Stream.of(input(spread(shape))), scaleAndShift(c, scale, shift)));
            }
        }
    }

    private void windowedPools() {
        Window two = Window.of(Extent.square(2)).withStride(Extent.square(2));
        Window three = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        pool(Window.of(Extent.square(1)), ONE);
        pool(two, IMAGES);
        pool(three, DEEP);
        pool(three.withStride(Extent.square(2)).withPadding(new Padding(0, 0, 1, 1)), Shape.of(2, 33, 6, 5));
        pool(Window.of(new Extent(1, 3)).withStride(new Extent(1, 2)), Shape.of(3, 2, 1, 11));
        pool(three.withDilation(new Extent(2, 3)).withPadding(Padding.all(2)), Shape.of(1, 4, 7, 6));
    }

    private void pool(Window window, Shape x) {
        Extent size = new Extent(x.size(2), x.size(3));
        Extent places = window.outputSize(size);
        Shape y = x.with(2, places.height()).with(3, places.width());
        add(new MaxPool(window), input(spread(x)));
        add(new MaxPoolGradient(window), input(spread(y)), input(spread(x)));
        for (boolean countPadding : new boolean[] {false, true}) {
            add(new AvgPool(window, countPadding), input(spread(x)));
            add(new AvgPoolGradient(window, countPadding, size), input(spread(y)));
        }
    }

    private void globalPools() {
        for (Shape shape : List.of(IMAGES, DEEP, ONE)) {
            Shape pooled = Shape.of(shape.size(0), shape.size(1));
            add(new GlobalMaxPool(), input(spread(shape)));
            add(new GlobalMaxPoolGradient(), input(spread(pooled)), input(spread(shape)));
            add(new SpatialSum(), input(spread(shape)));
            add(new BroadcastSpatial(new Extent(shape.size(2), shape.size(3))), input(spread(pooled)));
        }
    }

    private void dropout() {
        for (Shape shape : WITH_CHANNELS) {
            add(new Dropout(0.4, 0), input(spread(shape)));
            add(new DropoutMask(0.4, seed, 1, shape), input(Tensor.scalar(3)));
        }
    }

    private void moves() {
        add(new Reshape(Shape.of(2, 105)), input(spread(IMAGES)));
        add(new Reshape(IMAGES), input(spread(Shape.of(2, 105))));
        add(new Reshape(Shape.of(2, 3, 7, 5)), input(spread(IMAGES)));
        add(new Reshape(Shape.of(3, 1, 67, 1)), input(spread(WIDE)));
        add(new Concat(), input(spread(FEATURES)));
        add(new Concat(), input(spread(FEATURES)), input(spread(Shape.of(5, 1))), input(spread(Shape.of(5, 18))));
        add(new Concat(), input(spread(IMAGES)), input(spread(IMAGES.with(1, 17))));
        add(new Slice(2, 5), input(spread(FEATURES)));
        add(new Slice(0, 66), input(spread(WIDE)));
        add(new Slice(3, 17), input(spread(DEEP)));
        add(new Pad(new Padding(1, 0, 2, 3), -0.5), input(spread(IMAGES)));
        add(new Pad(Padding.all(1), 0), input(spread(DEEP)));
        add(new Crop(new Padding(1, 0, 2, 3)), input(spread(IMAGES)));
        add(new Crop(new Padding(0, 1, 0, 0)), input(spread(DEEP)));
    }

    private void softmax() {
        for (Shape shape : WITH_CHANNELS) {
            add(new Softmax(), input(spread(shape)));
            add(new SoftmaxGradient(), input(spread(shape)), input(positive(shape)));
            add(new LogSoftmax(), input(spread(shape)));
            add(new LogSoftmaxGradient(), input(spread(shape)), input(spread(shape)));
        }
        // large logits: no overflow
        add(new Softmax(), input(spread(WIDE).map(v -> v * 512)));
        add(new LogSoftmax(), input(spread(WIDE).map(v -> v * 512)));
    }

    private void losses() {
        for (Shape shape : List.of(FEATURES, WIDE, Shape.of(1, 2), Shape.of(60, 10))) {
            Operand label = labels(Seeded.labels(seed++, shape.size(0), shape.size(1)));
            add(new OneHot(shape.size(1)), label);
            add(new CrossEntropy(), input(spread(shape)), label);
            add(new CrossEntropyGradient(), input(spread(Shape.SCALAR)), input(spread(shape)), label);
        }
    }

    private void reductions() {
        for (Shape shape : WITH_CHANNELS) {
            add(new ChannelSum(), input(spread(shape)));
            add(new Sum(), input(spread(shape)));
        }
        for (Shape shape : List.of(Shape.SCALAR, VECTOR, Shape.of(3001))) {
            add(new Sum(), input(spread(shape)));
        }
        for (Shape shape : List.of(Shape.SCALAR, VECTOR, IMAGES)) {
            add(new Broadcast(shape), input(spread(Shape.SCALAR)));
        }
    }

    private void add(Op op, Operand... operands) {
        cases.add(new OpCase(op, List.of(operands)));
    }

    private void add(Op op, Stream<Operand> operands) {
        cases.add(new OpCase(op, operands.toList()));
    }

    private Tensor spread(Shape shape) {
        return Seeded.spread(seed++, shape);
    }

    private Tensor positive(Shape shape) {
        return Seeded.positive(seed++, shape);
    }

    private static Shape channels(Shape shape) {
        return Shape.of(shape.size(1));
    }
}
