package dev.bnc.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.autodiff.NetBuilder.Net;
import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphVerifier;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Stage;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.train.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whole training steps of small nets: the gradients an SGD step of rate 1 walks along, against central differences.
class TrainingStepTest {
    private static final Tensor LABELS = Tensor.of(Shape.of(4), 2, 0, 1, 2);

    @Test
    void perceptronWithBatchNorm() {
        var b = new NetBuilder();
        Value hidden = add(b, new Sigmoid(), b.bn("bn1", b.dense("d1", b.input(4, 6), 5), NetBuilder.EMA));
        Value deeper = add(b, new Sigmoid(), b.bn("bn2", b.dense("d2", hidden, 5), NetBuilder.EMA));
        // The biases before batch norm are dead: their gradient is 0 and cannot be compared in relation to its size.
        checkGradients(b.net(b.dense("d3", deeper, 3)), classes(4), Map.of(), List.of("d1.bias", "d2.bias"));
    }

    @Test
    void branchesWithPoolsJoined() {
        var b = new NetBuilder();
        Value x = b.input(4, 2, 6, 6);
        Window two = Window.of(Extent.square(2)).withStride(Extent.square(2));
        Value left = add(b, new Relu(), b.bn("bn1", b.conv("c1", x, 2, 3), NetBuilder.EMA));
        Value right = add(b, new Tanh(), b.bn("bn2", b.conv("c2", x, 3, 3), NetBuilder.EMA));
        Value joined = b.add(new Concat(), b.add(new MaxPool(two), left), b.add(new AvgPool(two, false), right));
        Value flat = b.add(new Reshape(Shape.of(4, 20)), joined);
        checkGradients(b.net(b.dense("d", flat, 3)), classes(4), Map.of(), List.of());
    }

    @Test
    void valueWithSeveralUsers() {
        var b = new NetBuilder();
        Value x = b.dense("d1", b.input(4, 3), 3);
        Value sum = b.add(new Binary(BinaryFunction.ADD), x, add(b, new Tanh(), b.dense("d2", x, 3)));
        Value product = b.add(new Binary(BinaryFunction.MULTIPLY), sum, x);
        checkGradients(b.net(product), classes(4), Map.of(), List.of());
    }

    @Test
    void frozenStatisticsAreUsedAndKept() {
        var b = new NetBuilder();
        Value x = b.bn("bn", b.conv("c", b.input(4, 2, 3, 3), 3, 2), new Statistics.Frozen());
        Net net = b.net(b.add(new GlobalMaxPool(), add(b, new Silu(), x)));
        checkGradients(net, classes(4), Map.of(), List.of());

        Graph step = step(net, classes(4)).graph();
        assertThat(step.updates()).extracting(u -> u.parameter().name()).doesNotContain("bn.mean", "bn.var");
        assertThat(step.nodes()).noneMatch(n -> n.op() instanceof BatchMean || n.op() instanceof BatchNormTraining);
    }

    @Test
    void dropoutScalesByItsMaskBothWays() {
        var b = new NetBuilder();
        Value hidden = add(b, new Tanh(), b.dense("d1", b.input(4, 3), 3));
        Net net = b.net(b.dense("d2", b.add(new Dropout(0.5, 3), hidden), 3));
        checkGradients(net, classes(4), Map.of("step", Tensor.scalar(17)), List.of());

        TrainingStep step = TrainingStep.of(
                net.forward(),
                net.roles(),
                TrainingRecipe.of(classes(4), Optimizer.Sgd.plain()).withSeed(42));
        assertThat(step.graph().nodes().stream().map(Node::op))
                .contains(new DropoutMask(0.5, 42, 3, Shape.of(4, 3)), new Input("step"));
    }

    @Test
    void dropoutOfRateZeroIsNothing() {
        var b = new NetBuilder();
        Net net = b.net(b.dense("d", b.add(new Dropout(0, 0), b.input(4, 3)), 3));
        assertThat(step(net, classes(4)).graph().nodes().stream().map(Node::op))
                .doesNotContain(new Input("step"))
                .noneMatch(op -> op instanceof DropoutMask || op instanceof Dropout);
    }

    @Test
    void smoothedLabelsSpreadTheirWeight() {
        var b = new NetBuilder();
        Net net = b.net(b.dense("d", b.input(4, 3), 3));
        Tensor z = prediction(net);
        double expected = 0;
        for (int i = 0; i < 4; i++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.exp(z.at(3 * i + c));
            }
            for (int c = 0; c < 3; c++) {
                double weight = 0.2 / 3 + (LABELS.at(i) == c ? 0.8 : 0);
                expected -= weight * (z.at(3 * i + c) - Math.log(sum)) / 4;
            }
        }
        var smoothed = new Objective(Loss.CROSS_ENTROPY, "y", "target", NetBuilder.labels(4), 0.2);
        assertThat(loss(net, smoothed, LABELS)).isCloseTo(expected, within(1e-12));
        checkGradients(net, smoothed, Map.of(), List.of());
        assertThatThrownBy(() -> new Objective(Loss.MEAN_SQUARED_ERROR, "y", "target", TensorType.f32(4, 3), 0.2))
                .hasMessage("smoothing of 0.2 for MEAN_SQUARED_ERROR");
    }

    @Test
    void squaredErrorOfNumbersAndOfLabels() {
        var b = new NetBuilder();
        Net net = b.net(add(b, new Tanh(), b.dense("d", b.input(4, 3), 3)));
        Tensor target = Seeded.spread(8, Shape.of(4, 3));
        Tensor y = prediction(net);
        double squares = 0;
        double ofLabels = 0;
        for (int i = 0; i < 12; i++) {
            squares += Math.pow(y.at(i) - target.at(i), 2) / 12;
            ofLabels += Math.pow(y.at(i) - (LABELS.at(i / 3) == i % 3 ? 1 : 0), 2) / 12;
        }
        var numbers = new Objective(Loss.MEAN_SQUARED_ERROR, "y", "target", TensorType.f32(4, 3));
        var labels = new Objective(Loss.MEAN_SQUARED_ERROR, "y", "target", NetBuilder.labels(4));
        assertThat(loss(net, numbers, target)).isCloseTo(squares, within(1e-12));
        assertThat(loss(net, labels, LABELS)).isCloseTo(ofLabels, within(1e-12));
        checkGradients(net, numbers, Map.of("target", target), List.of());
        checkGradients(net, labels, Map.of(), List.of());
    }

    @Test
    void binaryCrossEntropyOfNumbersAndOfLabels() {
        var b = new NetBuilder();
        Net net = b.net(b.dense("d", b.input(4, 3), 1));
        Tensor target = Tensor.of(Shape.of(4, 1), 0.9, 0.2, 1, 0);
        Tensor yes = Tensor.of(Shape.of(4), 1, 0, 0, 1);
        Tensor z = prediction(net);
        double ofNumbers = 0;
        double ofLabels = 0;
        for (int i = 0; i < 4; i++) {
            double p = 1 / (1 + Math.exp(-z.at(i)));
            ofNumbers -= (target.at(i) * Math.log(p) + (1 - target.at(i)) * Math.log(1 - p)) / 4;
            ofLabels -= Math.log(yes.at(i) == 1 ? p : 1 - p) / 4;
        }
        var numbers = new Objective(Loss.BINARY_CROSS_ENTROPY, "y", "target", TensorType.f32(4));
        var labels = new Objective(Loss.BINARY_CROSS_ENTROPY, "y", "target", NetBuilder.labels(4));
        Tensor flat = Tensor.of(Shape.of(4), target.data());
        assertThat(loss(net, numbers, flat)).isCloseTo(ofNumbers, within(1e-12));
        assertThat(loss(net, labels, yes)).isCloseTo(ofLabels, within(1e-12));
        checkGradients(net, numbers, Map.of("target", flat), List.of());
        checkGradients(net, labels, Map.of("target", yes), List.of());
    }

    @Test
    void crossEntropyTakesLogitsOfOnePixelImages() {
        var b = new NetBuilder();
        Net net = b.net(b.conv("c", b.input(4, 2, 2, 2), 3, 2));
        checkGradients(net, classes(4), Map.of(), List.of());
    }

    @Test
    void keepsTheOutputsOfTheForwardGraph() {
        var b = new NetBuilder();
        Value hidden = b.dense("d1", b.input(4, 3), 3);
        Net net = b.net(b.dense("d2", hidden, 3));
        Graph probed = new Graph(
                net.forward().parameters(),
                net.forward().nodes(),
                List.of(net.forward().outputs().getFirst(), new Output("d1.out", hidden)),
                List.of());
        TrainingStep step = TrainingStep.of(probed, net.roles(), TrainingRecipe.of(classes(4), Optimizer.Sgd.plain()));
        assertThat(step.graph().outputs()).extracting(Output::name).containsExactly("y", "d1.out", "loss");
    }

    @Test
    void parametersWithoutTrainableRoleStay() {
        var b = new NetBuilder();
        Net net = b.net(b.dense("d2", b.dense("d1", b.input(4, 3), 3), 3));
        var roles = new HashMap<>(net.roles());
        roles.keySet().removeAll(List.of("d1.weight", "d1.bias"));
        Graph step = TrainingStep.of(net.forward(), roles, TrainingRecipe.of(classes(4), Optimizer.Sgd.plain()))
                .graph();
        assertThat(step.updates()).extracting(u -> u.parameter().name()).containsExactly("d2.weight", "d2.bias");
    }

    @Test
    void outputCalledLossIsRefused() {
        var b = new NetBuilder();
        Net net = b.net(b.dense("d", b.input(4, 3), 3));
        Graph named = new Graph(
                net.forward().parameters(),
                net.forward().nodes(),
                List.of(new Output("loss", net.forward().output("y"))),
                List.of());
        var objective = new Objective(Loss.CROSS_ENTROPY, "loss", "target", NetBuilder.labels(4));
        assertThatThrownBy(() -> step(new Net(named, net.roles(), net.state()), objective))
                .hasMessage("the net has an output called loss of its own");
    }

    @Test
    void targetOfAnotherShapeIsRefused() {
        var b = new NetBuilder();
        Net net = b.net(b.dense("d", b.input(4, 3), 3));
        var objective = new Objective(Loss.MEAN_SQUARED_ERROR, "y", "target", TensorType.f32(4, 2));
        assertThatThrownBy(() -> step(net, objective))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target f32[4,2] does not fit prediction [4,3]");
    }

    private static Objective classes(int batch) {
        return new Objective(Loss.CROSS_ENTROPY, "y", "target", NetBuilder.labels(batch));
    }

    private static Value add(NetBuilder b, Activation activation, Value x) {
        return b.add(activation, x);
    }

    private static TrainingStep step(Net net, Objective objective) {
        return TrainingStep.of(net.forward(), net.roles(), TrainingRecipe.of(objective, Optimizer.Sgd.plain()));
    }

    private static Tensor prediction(Net net) {
        return ReferenceInterpreter.run(net.forward(), inputs(net, Map.of()), net.state())
                .output("y");
    }

    private static double loss(Net net, Objective objective, Tensor target) {
        Graph graph = step(net, objective).graph();
        return ReferenceInterpreter.run(graph, inputs(net, Map.of("target", target)), net.state())
                .output("loss")
                .value();
    }

    private static Map<String, Tensor> inputs(Net net, Map<String, Tensor> further) {
        Shape shape = net.forward().nodes().getFirst().result().shape();
        var inputs = new HashMap<>(Map.of("x", Seeded.spread(5, shape), "target", LABELS, "lr", Tensor.scalar(1)));
        inputs.putAll(further);
        return inputs;
    }

    private static void checkGradients(
            Net net, Objective objective, Map<String, Tensor> further, List<String> withoutGradient) {
        Graph graph = step(net, objective).graph();
        GraphVerifier.verify(net.forward(), Stage.FORWARD);
        GraphVerifier.verify(graph, Stage.TRAINING);
        Map<String, Tensor> inputs = inputs(net, further);
        ReferenceInterpreter.Result after = ReferenceInterpreter.run(graph, inputs, net.state());
        net.roles().forEach((name, role) -> {
            if (role.trainable()) {
                Tensor before = net.state().getOrDefault(name, Tensor.scalar(0));
                Tensor moved = after.parameter(name);
                Tensor gradient = Tensor.generate(before.shape(), i -> before.at(i) - moved.at(i));
                if (withoutGradient.contains(name)) {
                    assertThat(gradient.data()).as(name).containsOnly(new double[] {0}, within(1e-12));
                } else {
                    GradientCheck.checkOne(graph, inputs, net.state(), name, gradient);
                }
            }
        });
    }
}
