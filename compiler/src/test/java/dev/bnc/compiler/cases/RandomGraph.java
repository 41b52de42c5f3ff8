package dev.bnc.compiler.cases;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Small forward graphs drawn from a seed: layers on layers, some of them useless, with the constants and moves that
/// passes look for.
///
/// Activations are smooth: where a kink is met exactly, rounding alone would change gradients.
///
/// Input `x`, output `logits` of two classes, both of batch size 3. No size exceeds 100 or so.
public final class RandomGraph {
    private static final int BATCH = 3;

    private final GraphBuilder builder = new GraphBuilder();
    private final RandomGenerator random;
    private final List<Value> made = new ArrayList<>();
    private int parameters;
    private int dropouts;

    private RandomGraph(long seed) {
        random = Seeded.generator(seed);
    }

    /// The graph of a seed.
    public static Graph forward(long seed) {
        return new RandomGraph(seed).graph();
    }

    private Graph graph() {
        boolean images = random.nextBoolean();
        Shape shape = images ? Shape.of(BATCH, between(1, 4), between(1, 4), between(1, 4)) : Shape.of(BATCH, between(1, 8));
        made.add(builder.input("x", TensorType.f32(shape)));
        int layers = between(4, 14);
        for (int i = 0; i < layers; i++) {
            Value x = made.get(Math.max(0, made.size() - between(1, 3)));
            made.add(x.shape().rank() == 4 && random.nextBoolean() ? onImages(x) : onAnything(x));
        }
        Value x = flat(made.getLast());
        builder.output("logits", bias(dense(x, 2)));
        return builder.build();
    }

    private Value onImages(Value x) {
        int channels = x.shape().size(1);
        Window three = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        return switch (random.nextInt(7)) {
            case 0 -> builder.add(
                    new Conv2d(three, 1), x, parameter(Shape.of(between(1, 4), channels, 3, 3)));
            case 1 -> builder.add(new Conv2d(three, channels), x, parameter(Shape.of(channels, 1, 3, 3)));
            case 2 -> builder.add(new MaxPool(three), x);
            case 3 -> builder.add(new AvgPool(three, random.nextBoolean()), x);
            case 4 -> builder.add(new Crop(Padding.all(1)), builder.add(new Pad(Padding.all(1), 0), x));
            case 5 -> builder.add(new Pad(Padding.NONE, 1), x);
            default -> flat(x);
        };
    }

    private Value onAnything(Value x) {
        int channels = x.shape().size(1);
        return switch (random.nextInt(12)) {
            case 0, 1 -> batchNorm(random.nextBoolean() ? bias(x) : x);
            case 2 -> bias(x);
            case 3 -> builder.add(new Dropout(random.nextInt(5) / 5.0, dropouts++), x);
            case 4 -> builder.add(random.nextBoolean() ? new Gelu() : new Tanh(), x);
            case 5 -> builder.add(new Unary(UnaryFunction.NEGATE), x);
            case 6 -> withConstant(x);
            case 7 -> builder.add(new Slice(0, between(1, channels)), x);
            case 8 -> channels > 8 ? x : builder.add(new Concat(), x, x);
            case 9 -> builder.add(new Reshape(Shape.of(BATCH, (int) x.shape().elementsPerExample())), x);
            case 10 -> builder.add(new Binary(BinaryFunction.ADD), x, same(x));
            default -> x.shape().rank() == 2 ? dense(x, between(1, 6)) : builder.add(new Sigmoid(), x);
        };
    }

    /// A value of that type made before; the same one if there is no other.
    private Value same(Value x) {
        List<Value> alike = made.stream().filter(v -> v.type().equals(x.type())).toList();
        return alike.get(random.nextInt(alike.size()));
    }

    private Value withConstant(Value x) {
        Value constant = builder.add(new Constant(random.nextInt(3)));
        if (random.nextBoolean()) {
            constant = builder.add(new Unary(UnaryFunction.SQRT), constant);
        }
        return switch (random.nextInt(3)) {
            case 0 -> builder.add(new Binary(BinaryFunction.ADD), x, constant);
            case 1 -> builder.add(new Binary(BinaryFunction.SUBTRACT), x, constant);
            default -> builder.add(new Binary(BinaryFunction.MULTIPLY), constant, x);
        };
    }

    private Value batchNorm(Value x) {
        boolean scale = random.nextBoolean();
        boolean shift = random.nextBoolean();
        var statistics = random.nextInt(4) == 0 ? new Statistics.Frozen() : new Statistics.Ema(0.9, random.nextBoolean());
        Shape channels = Shape.of(x.shape().size(1));
        var operands = new ArrayList<>(List.of(x, parameter(channels), parameter(channels)));
        if (scale) {
            operands.add(parameter(channels));
        }
        if (shift) {
            operands.add(parameter(channels));
        }
        return builder.add(new BatchNorm(0.1, scale, shift, statistics), operands);
    }

    private Value bias(Value x) {
        return builder.add(new BiasAdd(), x, parameter(Shape.of(x.shape().size(1))));
    }

    private Value dense(Value x, int outputs) {
        return builder.add(new MatMul(false, true), x, parameter(Shape.of(outputs, x.shape().size(1))));
    }

    private Value flat(Value x) {
        int features = Math.toIntExact(x.shape().elementsPerExample());
        return x.shape().rank() == 2 ? x : builder.add(new Reshape(Shape.of(BATCH, features)), x);
    }

    private Value parameter(Shape shape) {
        return builder.parameter("p" + parameters++, TensorType.f32(shape));
    }

    private int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }
}
