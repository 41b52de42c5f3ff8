package dev.bnc.compiler.emit.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.autodiff.Clipping;
import dev.bnc.compiler.autodiff.NetBuilder;
import dev.bnc.compiler.autodiff.NetBuilder.Net;
import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.OptimizerSlot;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.emit.cuda.kernel.CpuModule.Order;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.GroupNorm;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.graph.op.SpatialSum;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.train.Loss;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole training steps as CUDA kernels on the CPU shim, two in a row, in both orders of blocks and threads,
/// against the reference: all optimizers, batch norm and other normalizers, dropout, branches that write into
/// one concat, pools; last layers with their loss in one kernel, with and without what follows, and updates of
/// weights by the products of their gradients.
class NetsOnCpuTest {
    private static final int STEPS = 2;
    private static final int CLASSES = 3;

    /// Of the largest element. Errors of single steps, some 1e-6, grow through what follows.
    private static final double DRIFT = 2e-4;

    /// In mixed precision activations, their gradients and factors are rounded to 8 bits, 2^-9 each, and what is nearly equal
    /// may change places (a mask, the largest of a window): of the root mean square of all elements.
    private static final double MIXED_DRIFT = 2e-2;
    /// What rounding leaves of gradients that are 0, those of biases before a batch norm above all.
    private static final double NOTHING = 0.05;

    /// Biases before a batch norm have gradient 0. A large eps keeps what rounding leaves of it from becoming steps.
    private static final double EPS = 1e-2;

    private record Case(String name, Graph graph, Map<String, Tensor> state, LaunchPlan plan, Precision precision) {
        void compare(Tensor actual, Tensor expected, String what) {
            switch (precision) {
                case FLOAT32 -> assertClose(actual, expected, what);
                case TF32, BF16 -> assertNear(actual, expected, what);
            }
        }
    }

    private static List<Case> cases() {
        TrainingRecipe plain = recipe(60, Optimizer.Sgd.plain());
        TrainingRecipe nesterov = recipe(13, Optimizer.Sgd.nesterov(0.9)).withDecay(WeightDecay.of(0.01));
        TrainingRecipe adam = recipe(4, new Optimizer.Adam(0.9, 0.999, EPS)).withClipping(new Clipping.ByGlobalNorm(0.5));
        TrainingRecipe adamW = recipe(4, new Optimizer.AdamW(0.9, 0.999, EPS)).withDecay(WeightDecay.of(0.01));
        return List.of(
                of("perceptron", perceptron(60, 52, 36), plain),
                mixed("perceptron", perceptron(60, 52, 36), plain),
                mixed("pools", pools(4), adam),
                mixed("inception", averaged(4), adamW),
                of("normalizers", normalizers(4), plainly(4)),
                mixed("normalizers", normalizers(4), plainly(4)),
                of("momentum", perceptron(13, 37, 19), nesterov),
                of("one layer", oneLayer(17, 21), plainly(17)),
                of("plain layers", plainLayers(33, 12, 300), recipe(33, new Optimizer.AdamW(0.9, 0.999, EPS))),
                of("centered rmsprop", perceptron(13, 5, 7), recipe(13, new Optimizer.RmsProp(0.9, EPS, 0.5, true))),
                of("pools", pools(4), adam),
                of("inception", inception(4), adamW));
    }

    private static TrainingRecipe recipe(int batch, Optimizer optimizer) {
        var objective = new Objective(Loss.CROSS_ENTROPY, "y", "label", NetBuilder.labels(batch));
        return TrainingRecipe.of(objective, optimizer).withSeed(11);
    }

    private static TrainingRecipe plainly(int batch) {
        return recipe(batch, Optimizer.Sgd.plain());
    }

    private static Case of(String name, Net net, TrainingRecipe recipe) {
        return of(name, net, recipe, Precision.FLOAT32);
    }

    private static Case mixed(String name, Net net, TrainingRecipe recipe) {
        return of("mixed " + name, net, recipe, Precision.BF16);
    }

    private static Case of(String name, Net net, TrainingRecipe recipe, Precision precision) {
        TrainingStep step = TrainingStep.of(net.forward(), net.roles(), recipe);
        Map<String, Tensor> state = new HashMap<>(net.state());
        for (OptimizerSlot slot : step.slots()) {
            state.put(slot.value().name(), Tensor.filled(slot.value().shape(), 0));
        }
        return new Case(name, step.graph(), state, LaunchPlans.of(step.graph(), precision), precision);
    }

    private static Net perceptron(int batch, int inputs, int width) {
        var b = new NetBuilder();
        Value x = b.input(batch, inputs);
        Value first = b.add(new Sigmoid(), b.bn("bn1", b.dense("d1", x, width), NetBuilder.EMA));
        Value second = b.add(new Sigmoid(), b.bn("bn2", b.dense("d2", first, width), NetBuilder.EMA));
        return b.net(b.dense("d3", second, CLASSES));
    }

    /// Logits of inputs: nothing carries the loss's gradient on.
    private static Net oneLayer(int batch, int inputs) {
        var b = new NetBuilder();
        return b.net(b.dense("d", b.input(batch, inputs), CLASSES));
    }

    /// Layers without statistics: the gradient is masked where the product ends.
    private static Net plainLayers(int batch, int inputs, int width) {
        var b = new NetBuilder();
        Value first = b.add(new Relu(), b.dense("d1", b.input(batch, inputs), width));
        return b.net(b.dense("d3", b.add(new Relu(), b.dense("d2", first, 20)), CLASSES));
    }

    /// As LeNet: convolutions, pools, a dense layer; and dropout.
    private static Net pools(int batch) {
        var b = new NetBuilder();
        Window two = Window.of(Extent.square(2)).withStride(Extent.square(2));
        Value x = b.add(new Relu(), b.bn("bn1", b.conv("c1", b.input(batch, 1, 14, 14), 8, 5), NetBuilder.EMA));
        Value deep = b.conv("c2", b.add(new MaxPool(two), x), 12, 3);
        Value pooled = b.add(new AvgPool(two, false), b.add(new Gelu(), b.bn("bn2", deep, NetBuilder.EMA)));
        Value flat = b.add(new Reshape(Shape.of(batch, 12)), b.add(new Dropout(0.25, 0), pooled));
        return b.net(b.dense("d", flat, CLASSES));
    }

    /// What has kernels for float32 alone, between convolutions that have others: statistics of groups of channels and of examples,
    /// of neighbouring channels, softmax, dropout.
    private static Net normalizers(int batch) {
        var b = new NetBuilder();
        Value groups = b.add(new GroupNorm(3, EPS, false, false), b.conv("c1", b.input(batch, 3, 11, 10), 9, 3));
        Value local = b.add(new LocalResponseNorm(5, 0.1, 0.75, 1), b.add(new Relu(), groups));
        Value layer = b.add(new GroupNorm(1, EPS, false, false), b.conv("c2", local, 14, 3));
        Value shares = b.add(new Softmax(), b.conv("c3", b.add(new Dropout(0.25, 0), b.add(new Gelu(), layer)), 6, 1));
        return b.net(b.dense("d", b.add(new SpatialSum(), shares), CLASSES));
    }

    /// Branches of 1x1, 3x3 and a pool, joined; then the sum of each channel.
    private static Net inception(int batch) {
        var b = new NetBuilder();
        return b.net(b.dense("d", b.add(new SpatialSum(), branches(b, batch)), CLASSES));
    }

    /// As above with the mean of each channel: logits are not so large that their differences drown in rounding.
    private static Net averaged(int batch) {
        var b = new NetBuilder();
        Value joined = branches(b, batch);
        Window all = Window.of(new Extent(joined.shape().size(2), joined.shape().size(3)));
        Value mean = b.add(new AvgPool(all, false), joined);
        return b.net(b.dense("d", b.add(new Reshape(Shape.of(batch, joined.shape().size(1))), mean), CLASSES));
    }

    private static Value branches(NetBuilder b, int batch) {
        Window three = Window.of(Extent.square(3));
        Value stem = b.add(new Relu(), b.bn("bn1", b.conv("c1", b.input(batch, 3, 16, 15), 16, 3), NetBuilder.EMA));
        Value one = b.add(new Relu(), b.bn("bn2", b.conv("c2", stem, 8, 1), NetBuilder.EMA));
        Value narrow = b.add(new Relu(), b.bn("bn3", b.conv("c3", stem, 4, 1), NetBuilder.EMA));
        Value wide = b.add(new Relu(), b.bn("bn4", b.conv("c4", narrow, 12, 3), NetBuilder.EMA));
        Value pooled = b.add(new MaxPool(three), stem);
        Value cut = b.add(new MaxPool(three), one);
        Value joined = b.add(new Concat(), cut, wide, pooled);
        return b.add(new AvgPool(three.withPadding(Padding.all(1)), true), joined);
    }

    @Test
    void stepsFollowTheReference(@TempDir Path folder) {
        assumeTrue(CpuModule.possible(), "no g++ in the search path");
        List<Case> cases = cases();
        var sources = LaunchPlans.sources(cases.stream().map(Case::plan).toList());
        List<CpuModule> modules = CpuModule.compile(sources, 2, folder);
        for (Case c : cases) {
            for (Order order : Order.values()) {
                steps(c, modules, order);
            }
        }
    }

    private static void steps(Case c, List<CpuModule> modules, Order order) {
        try (Arena memory = Arena.ofConfined()) {
            Map<String, Tensor> state = c.state();
            CpuPlan plan = new CpuPlan(c.plan, modules, memory).withState(state, order);
            for (int step = 0; step < STEPS; step++) {
                Map<String, Tensor> inputs = inputs(c.graph, step);
                ReferenceInterpreter.Result expected = ReferenceInterpreter.run(c.graph, inputs, state);
                plan.run(inputs, order);
                String what = c.name + ", " + order + ", step " + step + ", ";
                c.compare(plan.read("loss"), expected.output("loss"), what + "loss");
                for (String name : state.keySet()) {
                    c.compare(plan.read(name), expected.parameter(name), what + name);
                }
                state = expected.state();
            }
        }
    }

    private static Map<String, Tensor> inputs(Graph graph, int step) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                inputs.put(name, input(name, node.result().shape(), step));
            }
        }
        return inputs;
    }

    private static Tensor input(String name, Shape shape, int step) {
        return switch (name) {
            case "label" -> Seeded.labels(step, shape.size(0), CLASSES);
            case "lr" -> Tensor.scalar(0.0625);
            case "step" -> Tensor.scalar(step);
            case "bias_correction1" -> Tensor.scalar((float) (1 - Math.pow(0.9, step + 1)));
            case "bias_correction2" -> Tensor.scalar((float) (1 - Math.pow(0.999, step + 1)));
            default -> Seeded.spread(100 + step, shape);
        };
    }

    private static void assertClose(Tensor actual, Tensor expected, String what) {
        double size = 1;
        for (double element : expected.data()) {
            size = Math.max(size, Math.abs(element));
        }
        for (int i = 0; i < expected.length(); i++) {
            assertThat(actual.at(i)).as("%s, element %d", what, i).isCloseTo(expected.at(i), within(DRIFT * size));
        }
    }

    private static void assertNear(Tensor actual, Tensor expected, String what) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < expected.length(); i++) {
            double d = actual.at(i) - expected.at(i);
            squares += d * d;
            all += expected.at(i) * expected.at(i);
        }
        double size = Math.max(Math.sqrt(all / expected.length()), NOTHING);
        assertThat(Math.sqrt(squares / expected.length()) / size).as(what).isLessThan(MIXED_DRIFT);
    }
}
