package dev.bnc.compiler.fusion;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Small nets drawn from a seed, dense with batch norms and with all that they can and cannot move through: convolutions of
/// all kinds, shared weights, pools with and without counted padding, concats, sums, reshapes, values that are read twice or
/// are outputs.
///
/// Numbers: gammas of both signs, one in six zero; no factor is so small that its reciprocal is large.
final class RandomNet {
    private static final Shape IMAGE = Shape.of(Shape.BATCH, 3, 5, 4);

    private final GraphBuilder builder = new GraphBuilder();
    private final RandomGenerator random;
    private final List<Value> made = new ArrayList<>();
    private final List<Value> weights = new ArrayList<>();
    private final Map<String, Tensor> numbers = new HashMap<>();

    private RandomNet(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /// A net and the numbers of its parameters, all of them floats.
    record Net(Graph graph, Map<String, Tensor> numbers) {}

    static Net of(long seed) {
        return new RandomNet(seed).net();
    }

    private Net net() {
        made.add(builder.input("x", TensorType.f32(IMAGE)));
        int layers = between(3, 10);
        for (int i = 0; i < layers; i++) {
            // mostly the newest value, so that chains grow
            Value x = made.get(Math.max(0, made.size() - (chance(4) ? between(1, 3) : 1)));
            Value y = x.shape().rank() == 4 ? onImage(x) : onFeatures(x);
            made.add(chance(2) ? batchNorm(y) : y);
        }
        builder.output("y", made.getLast());
        if (chance(6)) {
            builder.output("aside", made.get(random.nextInt(made.size())));
        }
        return new Net(builder.build(), numbers);
    }

    private Value onImage(Value x) {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> conv(x);
            case 3 -> bias(conv(x));
            case 4 -> transposed(x);
            case 5 -> builder.add(new MaxPool(window(x, 3)), x);
            case 6 -> builder.add(new AvgPool(window(x, 3), random.nextBoolean()), x);
            case 7 -> activation(x);
            case 8 -> concat(x);
            case 9 -> joined(x);
            case 10 -> globalAverage(x);
            case 11 -> chance(2) ? flat(x) : builder.add(new GlobalMaxPool(), x);
            case 12 -> builder.add(new Pad(Padding.all(1), random.nextInt(2)), x);
            case 13 -> cropped(x);
            case 14 -> builder.add(new Unary(UnaryFunction.NEGATE), x);
            default -> batchNorm(x);
        };
    }

    private Value onFeatures(Value x) {
        int features = x.shape().size(1);
        return switch (random.nextInt(6)) {
            case 0, 1 -> dense(x);
            case 2 -> bias(dense(x));
            case 3 -> activation(x);
            case 4 -> features % 4 == 0 ? image(x, features / 4) : batchNorm(x);
            default -> joined(x);
        };
    }

    private Value conv(Value x) {
        int in = x.shape().size(1);
        int groups = chance(4) ? in : in % 2 == 0 && chance(3) ? 2 : 1;
        int out = groups * between(1, 2);
        Window window = window(x, 3);
        Extent kernel = window.kernel();
        Value weight = weight(Shape.of(out, in / groups, kernel.height(), kernel.width()));
        return builder.add(new Conv2d(window, groups), x, weight);
    }

    private Value transposed(Value x) {
        int in = x.shape().size(1);
        int groups = in % 2 == 0 && chance(2) ? 2 : 1;
        int stride = between(1, 2);
        Window window = Window.of(Extent.square(2)).withStride(Extent.square(stride));
        Value weight = weight(Shape.of(in, between(1, 2), 2, 2));
        return builder.add(new ConvTranspose2d(window, groups, new Extent(0, 0)), x, weight);
    }

    /// A window that fits, padded by less than its reach.
    private Window window(Value x, int most) {
        int height = Math.min(between(1, most), x.shape().size(2));
        int width = Math.min(between(1, most), x.shape().size(3));
        Padding padding = chance(2)
                ? Padding.NONE
                : new Padding((height - 1) / 2, (width - 1) / 2, height / 2, random.nextInt(width));
        Window window = Window.of(new Extent(height, width)).withPadding(padding);
        window = chance(3) ? window.withStride(Extent.square(2)) : window;
        Window dilated = window.withDilation(Extent.square(2));
        Extent out = dilated.outputSize(new Extent(x.shape().size(2), x.shape().size(3)));
        return chance(4) && out.height() > 0 && out.width() > 0 ? dilated : window;
    }

    private Value activation(Value x) {
        return switch (random.nextInt(3)) {
            case 0 -> builder.add(new Relu(), x);
            case 1 -> builder.add(new Sigmoid(), x);
            default -> builder.add(new LeakyRelu(0.1), x);
        };
    }

    private Value concat(Value x) {
        Value other = chance(3) ? activation(x) : conv1(x, between(1, 3));
        return builder.add(new Concat(), conv1(x, between(1, 2)), other);
    }

    private Value joined(Value x) {
        List<Value> alike = made.stream().filter(v -> v.type().equals(x.type())).toList();
        Value other = chance(2) ? alike.get(random.nextInt(alike.size())) : same(x);
        BinaryFunction function = chance(3) ? BinaryFunction.SUBTRACT : BinaryFunction.ADD;
        return builder.add(new Binary(function), chance(2) ? x : same(x), other);
    }

    /// Something linear of the same type.
    private Value same(Value x) {
        return x.shape().rank() == 4
                ? conv1(x, x.shape().size(1))
                : builder.add(new MatMul(false, true), x, weight(Shape.of(x.shape().size(1), x.shape().size(1))));
    }

    private Value conv1(Value x, int out) {
        return builder.add(
                new Conv2d(Window.of(Extent.square(1)), 1), x, weight(Shape.of(out, x.shape().size(1), 1, 1)));
    }

    private Value globalAverage(Value x) {
        Value sum = builder.add(new SpatialSum(), x);
        Value share = builder.add(new Constant(1.0 / (x.shape().size(2) * x.shape().size(3))));
        return builder.add(new Binary(BinaryFunction.MULTIPLY), sum, share);
    }

    private Value cropped(Value x) {
        boolean large = x.shape().size(2) > 1 && x.shape().size(3) > 1;
        return large ? builder.add(new Crop(new Padding(1, 0, 0, 1)), x) : conv(x);
    }

    private Value flat(Value x) {
        return builder.add(
                new Reshape(Shape.of(Shape.BATCH, (int) x.shape().elementsPerExample())), x);
    }

    private Value image(Value x, int channels) {
        return builder.add(new Reshape(Shape.of(Shape.BATCH, channels, 2, 2)), x);
    }

    private Value dense(Value x) {
        int in = x.shape().size(1);
        int out = 4 * between(1, 2);
        return chance(4)
                ? builder.add(new MatMul(false, false), x, weight(Shape.of(in, out)))
                : builder.add(new MatMul(false, true), x, weight(Shape.of(out, in)));
    }

    private Value bias(Value x) {
        return builder.add(new BiasAdd(), x, vector(x, 0, 1));
    }

    private Value batchNorm(Value x) {
        boolean scale = !chance(5);
        boolean shift = !chance(5);
        var operands = new ArrayList<>(List.of(x, vector(x, 0, 1), vector(x, 0.3, 3)));
        if (scale) {
            Value gamma = parameter(Shape.of(x.shape().size(1)));
            boolean positive = chance(2);
            numbers.put(gamma.name(), Tensor.generate(gamma.shape(), _ -> gamma(positive)));
            operands.add(gamma);
        }
        if (shift) {
            operands.add(vector(x, -1, 1));
        }
        return builder.add(new BatchNorm(0.01, scale, shift, new Statistics.Frozen()), operands);
    }

    private double gamma(boolean positive) {
        float size = 0.3f + 1.5f * random.nextFloat();
        return positive ? size : chance(6) ? 0 : chance(2) ? -size : size;
    }

    private Value vector(Value x, double least, double most) {
        Value vector = parameter(Shape.of(x.shape().size(1)));
        numbers.put(
                vector.name(),
                Tensor.generate(vector.shape(), _ -> (float) (least + (most - least) * random.nextDouble())));
        return vector;
    }

    /// Sometimes one that another layer has, too.
    private Value weight(Shape shape) {
        List<Value> alike = weights.stream().filter(w -> w.shape().equals(shape)).toList();
        if (!alike.isEmpty() && chance(3)) {
            return alike.getFirst();
        }
        Value weight = parameter(shape);
        double spread = 1 / Math.sqrt((double) shape.elements() / shape.size(0));
        numbers.put(weight.name(), Tensor.generate(shape, _ -> (float) (spread * random.nextGaussian())));
        weights.add(weight);
        return weight;
    }

    private Value parameter(Shape shape) {
        return builder.parameter("p" + numbers.size(), TensorType.f32(shape));
    }

    private int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /// One time in `n`.
    private boolean chance(int n) {
        return random.nextInt(n) == 0;
    }
}
