package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/// Graphs that no net would be: whatever follows from a seed, over a few shapes, with outputs and updates taken
/// anywhere. Values stay near 1, so that rounding does not grow.
final class RandomGraphs {
    private static final Shape IMAGES = Shape.of(2, 4, 3, 3);
    private static final Shape LARGER = Shape.of(2, 4, 5, 4);
    private static final Shape FEATURES = Shape.of(2, 36);
    private static final Shape POOLED = Shape.of(2, 4);
    private static final Shape VECTOR = Shape.of(4);

    private final Random random;
    private final GraphBuilder builder = new GraphBuilder();
    private final List<Value> values = new ArrayList<>();
    private final List<Value> parameters = new ArrayList<>();

    private RandomGraphs(long seed) {
        random = new Random(seed);
    }

    static Graph of(long seed) {
        return new RandomGraphs(seed).graph();
    }

    private Graph graph() {
        for (Shape shape : List.of(IMAGES, FEATURES, POOLED, VECTOR, Shape.SCALAR)) {
            values.add(builder.input("x" + shape, TensorType.f32(shape)));
            for (int i = 0; i < 2; i++) {
                Value parameter = builder.parameter("p" + i + shape + ".weight", TensorType.f32(shape));
                parameters.add(parameter);
                values.add(parameter);
            }
        }
        int count = 5 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            values.add(next());
        }
        for (int i = 0; i < 3; i++) {
            builder.output("y" + i, values.get(random.nextInt(values.size())));
        }
        updates();
        return builder.build();
    }

    /// Some parameters become some value of their shape, maybe another parameter.
    private void updates() {
        for (Value parameter : parameters) {
            if (random.nextInt(3) == 0) {
                builder.update(parameter, any(v -> v.shape().equals(parameter.shape())));
            }
        }
    }

    private Value next() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> binary();
            case 3, 4 -> builder.add(random.nextBoolean() ? new Tanh() : new Relu(), any(_ -> true));
            case 5 -> channelwise();
            case 6 -> normalized();
            case 7 -> builder.add(new ChannelSum(), tamed(any(v -> channels(v) == 4)));
            case 8 -> reshaped();
            case 9 -> concat();
            case 10 -> product();
            case 11 -> convolution();
            case 12 -> padded();
            case 13 -> builder.add(new SpatialSum(), tamed(image()));
            case 14 -> builder.add(new BroadcastSpatial(new Extent(3, 3)), any(v -> v.shape().equals(POOLED)));
            default -> builder.add(new Broadcast(IMAGES), builder.add(new Sum(), tamed(any(_ -> true))));
        };
    }

    private Value binary() {
        var function = random.nextBoolean() ? BinaryFunction.SUBTRACT : BinaryFunction.MULTIPLY;
        Value a = any(_ -> true);
        Value b = any(v -> v.shape().equals(a.shape()) || v.shape().rank() == 0);
        Value other = random.nextInt(8) == 0 ? builder.add(new Constant(0.5)) : b;
        return builder.add(new Tanh(), builder.add(new Binary(function), a, other));
    }

    private Value channelwise() {
        Op op = random.nextBoolean() ? new BiasAdd() : new ChannelScale();
        return builder.add(new Tanh(), builder.add(op, any(v -> channels(v) == 4), vector()));
    }

    private Value normalized() {
        Value x = any(v -> channels(v) == 4);
        Value variance = builder.add(new Unary(UnaryFunction.SQUARE), vector());
        return builder.add(
                new Tanh(), builder.add(new BatchNormTraining(0.5, true, true), x, vector(), variance, vector(), vector()));
    }

    private Value reshaped() {
        Value x = any(v -> v.shape().elements() == FEATURES.elements());
        return builder.add(new Reshape(x.shape().equals(FEATURES) ? IMAGES : FEATURES), x);
    }

    private Value concat() {
        Value joined = builder.add(new Concat(), image(), image());
        int from = random.nextInt(5);
        return builder.add(new Slice(from, from + 4), joined);
    }

    private Value convolution() {
        int groups = random.nextBoolean() ? 1 : 2;
        Window window = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        Value weight = builder.parameter("w" + groups + ".weight", TensorType.f32(4, 4 / groups, 3, 3));
        return builder.add(new Tanh(), builder.add(new Conv2d(window, groups), image(), weight));
    }

    private Value padded() {
        Padding border = new Padding(2, 0, 0, 1);
        Value larger = builder.add(new Pad(border, 0.5), image());
        Value y = builder.add(new Relu(), larger);
        return larger.shape().equals(LARGER) ? builder.add(new Crop(new Padding(1, 1, 1, 0)), y) : y;
    }

    /// `[2, 36]` times `[36, 36]`, where the right factor is itself a product.
    private Value product() {
        Value features = any(v -> v.shape().equals(FEATURES));
        Value square = builder.add(new MatMul(true, false), features, any(v -> v.shape().equals(FEATURES)));
        boolean transposed = random.nextBoolean();
        return builder.add(new Tanh(), builder.add(new MatMul(false, transposed), features, tamed(square)));
    }

    private Value tamed(Value x) {
        Value share = builder.add(new Constant(1.0 / x.shape().elements()));
        return builder.add(new Binary(BinaryFunction.MULTIPLY), x, share);
    }

    private Value vector() {
        return any(v -> v.shape().equals(VECTOR));
    }

    private Value image() {
        return any(v -> v.shape().equals(IMAGES));
    }

    private static int channels(Value value) {
        return value.shape().rank() < 2 ? 0 : value.shape().size(1);
    }

    private Value any(Predicate<Value> wanted) {
        List<Value> fit = values.stream().filter(wanted).toList();
        // Prefer late values, so that chains get long.
        int last = fit.size() - 1;
        return fit.get(last - Math.min(last, random.nextInt(1 + random.nextInt(fit.size()))));
    }
}
