package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;

/// Operators on small tensors, all attributes that change a gradient rule used at least once.
final class GradientCases {
    private final List<Case> cases = new ArrayList<>();

    /// A computation to be differentiated in all its operands.
    record Case(String name, List<Tensor> operands, BiFunction<GraphBuilder, List<Value>, Value> build) {
        @Override
        public String toString() {
            return name;
        }
    }

    private GradientCases() {}

    static List<Case> all() {
        var table = new GradientCases();
        table.linear();
        table.pointwise();
        table.batchNorms();
        table.otherNormalizers();
        table.pools();
        table.shapes();
        table.losses();
        return table.cases;
    }

    private void linear() {
        for (boolean a : new boolean[] {false, true}) {
            for (boolean b : new boolean[] {false, true}) {
                op(new MatMul(a, b), a ? spread(1, 3, 2) : spread(1, 2, 3), b ? spread(2, 4, 3) : spread(2, 3, 4));
            }
        }
        Window odd = new Window(new Extent(3, 2), new Extent(2, 1), new Padding(1, 0, 2, 1), new Extent(1, 2));
        op(new Conv2d(Window.of(Extent.square(1)), 1), spread(1, 2, 3, 2, 2), spread(2, 4, 3, 1, 1));
        op(new Conv2d(odd, 1), spread(1, 2, 2, 6, 5), spread(2, 3, 2, 3, 2));
        op(new Conv2d(odd, 2), spread(1, 1, 4, 6, 5), spread(2, 6, 2, 3, 2));
        op(new Conv2d(odd, 4), spread(1, 1, 4, 6, 5), spread(2, 4, 1, 3, 2));
        op(new Conv2dWeightGradient(odd, 2), spread(1, 2, 4, 6, 5), spread(2, 2, 6, 4, 4));
        op(new ConvTranspose2d(odd, 1, new Extent(0, 0)), spread(1, 2, 3, 3, 4), spread(2, 3, 2, 3, 2));
        op(new ConvTranspose2d(odd, 2, new Extent(1, 0)), spread(1, 1, 4, 3, 4), spread(2, 4, 3, 3, 2));
        op(new ConvTranspose2d(odd, 1, new Extent(3, 2)), spread(1, 1, 3, 3, 4), spread(2, 3, 2, 3, 2));
        op(new BiasAdd(), spread(1, 2, 3, 2, 2), spread(2, 3));
        op(new ChannelScale(), spread(1, 2, 3, 2), spread(2, 3));
    }

    private void pointwise() {
        List.of(new Relu(), new LeakyRelu(0.1), new Elu(0.7), new Gelu(), new Silu(), new Sigmoid(), new Tanh())
                .forEach(activation -> op(activation, spread(1, 4, 5)));
        for (UnaryFunction function : UnaryFunction.values()) {
            if (function != UnaryFunction.SIGN) {
                boolean anywhere = function != UnaryFunction.LOG && function != UnaryFunction.SQRT;
                op(new Unary(function), anywhere ? spread(1, 3, 4) : positive(1, 3, 4));
            }
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            if (function != BinaryFunction.GREATER) {
                op(new Binary(function), spread(1, 3, 4), positive(2, 3, 4));
                op(new Binary(function), spread(1, 3, 4), Tensor.scalar(0.7));
                op(new Binary(function), Tensor.scalar(0.7), spread(1, 3, 4));
            }
        }
        op(new Binary(BinaryFunction.DIVIDE), Tensor.scalar(0.7), Tensor.scalar(0.6));
        add(
                "same value twice",
                List.of(spread(1, 3)),
                (b, x) -> b.add(new Binary(BinaryFunction.MULTIPLY), x.get(0), x.get(0)));
        op(new Dropout(0.5, 0), spread(1, 2, 3));
    }

    private void batchNorms() {
        for (boolean scale : new boolean[] {false, true}) {
            for (boolean shift : new boolean[] {false, true}) {
                batchNorm(scale, shift, 5, 3);
                batchNorm(scale, shift, 3, 2, 2, 3);
            }
        }
        op(new BatchMean(), spread(1, 3, 2, 2, 2));
        for (double quantile : new double[] {0, 0.3, 0.5, 1}) {
            op(new BatchQuantile(quantile), spread(1, 3, 2, 2, 2));
        }
        for (Estimate estimate : List.of(new Estimate.Median(), new Estimate.Range(), new Estimate.Ghost(3))) {
            estimate(estimate, 6, 3);
            estimate(estimate, 6, 2, 2, 1);
        }
        whiten(1, 6, 3);
        whiten(2, 5, 4, 2, 1);
        add(
                "batch variance",
                List.of(spread(1, 3, 2, 2, 2)),
                (b, x) -> b.add(new BatchVariance(), x.get(0), b.add(new BatchMean(), x.get(0))));
    }

    private void estimate(Estimate estimate, Integer... sizes) {
        var op = new BatchNorm(1e-2, true, true, NetBuilder.EMA, estimate);
        List<Tensor> trained = List.of(spread(1, sizes), spread(4, sizes[1]), spread(5, sizes[1]));
        add(estimate + Arrays.toString(sizes), trained, (b, x) -> {
            // what is stored is not read, only where it is stored is noted
            Value stored = x.get(1);
            return new NormalizerForms(b, new HashSet<>())
                    .add(op, List.of(x.get(0), stored, stored, x.get(1), x.get(2)));
        });
    }

    private void whiten(int groups, Integer... sizes) {
        var op = new Whiten(1e-2, groups, 3, true, true, NetBuilder.EMA);
        List<Tensor> trained = List.of(spread(1, sizes), spread(4, sizes[1]), spread(5, sizes[1]));
        add(op + Arrays.toString(sizes), trained, (b, x) -> {
            Value stored = x.get(1);
            return new NormalizerForms(b, new HashSet<>())
                    .add(op, List.of(x.get(0), stored, stored, x.get(1), x.get(2)));
        });
    }

    private void batchNorm(boolean scale, boolean shift, Integer... sizes) {
        var vectors = new ArrayList<Tensor>();
        if (scale) {
            vectors.add(spread(4, sizes[1]));
        }
        if (shift) {
            vectors.add(spread(5, sizes[1]));
        }
        var trained = new ArrayList<>(vectors);
        trained.addFirst(spread(1, sizes));
        var training = new BatchNormTraining(1e-2, scale, shift);
        add(training + Arrays.toString(sizes), trained, (b, x) -> {
            Value mean = b.add(new BatchMean(), x.getFirst());
            var operands = new ArrayList<>(x);
            operands.addAll(1, List.of(mean, b.add(new BatchVariance(), x.getFirst(), mean)));
            return b.add(training, operands);
        });
        var stored = new ArrayList<>(trained);
        stored.addAll(1, List.of(spread(2, sizes[1]), positive(3, sizes[1])));
        op(new BatchNorm(1e-2, scale, shift, new Statistics.Frozen()), stored.toArray(Tensor[]::new));
    }

    private void otherNormalizers() {
        op(new GroupNorm(1, 1e-2, true, true), spread(1, 2, 6), spread(2, 6), spread(3, 6));
        op(new GroupNorm(2, 1e-2, true, false), spread(1, 2, 4, 2, 3), spread(2, 4));
        op(new GroupNorm(4, 1e-2, false, true), spread(1, 2, 4, 2, 3), spread(2, 4));
        op(new GroupNorm(2, 1e-2, false, false), spread(1, 2, 4, 2, 3));
        op(new LocalResponseNorm(3, 0.5, 0.75, 1), spread(1, 2, 5, 2, 2));
        op(new LocalResponseNorm(4, 0.5, 0.75, 2), spread(1, 2, 5));
    }

    private void pools() {
        Window overlapping = new Window(new Extent(3, 2), new Extent(2, 1), new Padding(1, 0, 1, 1), new Extent(1, 2));
        op(new MaxPool(Window.of(Extent.square(2)).withStride(Extent.square(2))), spread(1, 2, 2, 4, 5));
        op(new MaxPool(overlapping), spread(1, 1, 2, 5, 5));
        op(new AvgPool(overlapping, true), spread(1, 1, 2, 5, 5));
        op(new AvgPool(overlapping, false), spread(1, 1, 2, 5, 5));
        op(new GlobalMaxPool(), spread(1, 2, 3, 2, 2));
        op(new SpatialSum(), spread(1, 2, 3, 2, 2));
        op(new BroadcastSpatial(new Extent(2, 3)), spread(1, 2, 3));
    }

    private void shapes() {
        op(new Reshape(Shape.of(2, 12)), spread(1, 2, 3, 2, 2));
        op(new Concat(), spread(1, 2, 1, 2), spread(2, 2, 3, 2), spread(3, 2, 2, 2));
        op(new Slice(0, 2), spread(1, 2, 4, 2));
        op(new Slice(1, 3), spread(1, 2, 4));
        op(new Slice(2, 4), spread(1, 2, 4));
        op(new Pad(new Padding(1, 0, 2, 1), 0.5), spread(1, 1, 2, 2, 3));
        op(new Crop(new Padding(1, 0, 2, 1)), spread(1, 1, 2, 5, 4));
        op(new ChannelSum(), spread(1, 2, 3, 2));
        op(new Sum(), spread(1, 2, 3));
        op(new Broadcast(Shape.of(2, 3)), Tensor.scalar(0.4));
    }

    private void losses() {
        op(new Softmax(), spread(1, 2, 4));
        op(new Softmax(), spread(1, 2, 3, 2, 2));
        op(new LogSoftmax(), spread(1, 2, 4));
        op(new LogSoftmax(), spread(1, 2, 3, 2, 2));
        add("cross entropy", List.of(spread(1, 3, 4)), (b, x) -> {
            Value label = b.input(GradientTest.LABEL, new TensorType(ElementType.I32, Shape.of(3)));
            return b.add(new CrossEntropy(), x.get(0), label);
        });
    }

    private void op(Op op, Tensor... operands) {
        String shapes =
                Arrays.stream(operands).map(t -> t.shape().toString()).toList().toString();
        add(op + shapes, List.of(operands), (b, x) -> b.add(op, x));
    }

    private void add(String name, List<Tensor> operands, BiFunction<GraphBuilder, List<Value>, Value> build) {
        cases.add(new Case(name, operands, build));
    }

    private static Tensor spread(long seed, Integer... sizes) {
        return Seeded.spread(seed, Shape.of(sizes));
    }

    private static Tensor positive(long seed, Integer... sizes) {
        return Seeded.positive(seed, Shape.of(sizes));
    }
}
