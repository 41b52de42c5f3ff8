package dev.bnc.compiler.plan;

import dev.bnc.compiler.autodiff.Clipping;
import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.LinkedHashMap;
import java.util.Map;

/// Small nets as graphs: an input `x`, an output `y`, and what training makes of them.
final class Nets {
    private final GraphBuilder builder = new GraphBuilder();
    private final Map<String, Role> roles = new LinkedHashMap<>();

    /// A forward graph and the roles of its parameters.
    record Net(Graph forward, Map<String, Role> roles) {
        /// The training step for cross-entropy with `label`.
        Graph training(int batch, Optimizer optimizer, WeightDecay decay, Clipping clipping) {
            var labels = new TensorType(ElementType.I32, Shape.of(batch));
            var objective = new Objective(Loss.CROSS_ENTROPY, "y", "label", labels);
            TrainingRecipe recipe =
                    TrainingRecipe.of(objective, optimizer).withDecay(decay).withClipping(clipping);
            return TrainingStep.of(forward, roles, recipe).graph();
        }
    }

    private Nets() {}

    /// `image -> (dense -> bn -> sigmoid) x layers -> dense`, the shape of the MNIST net.
    static Net perceptron(int batch, int inputs, int width, int layers, int classes) {
        var net = new Nets();
        Value x = net.input(batch, 1, inputs, 1);
        x = net.builder.add(new Reshape(Shape.of(batch, inputs)), x);
        for (int layer = 1; layer <= layers; layer++) {
            Value weight = net.parameter(
                    "h" + layer + ".dense.weight", Role.WEIGHT, width, x.shape().size(1));
            x = net.builder.add(new MatMul(false, true), x, weight);
            x = net.builder.add(new Sigmoid(), net.norm("h" + layer + ".norm", x));
        }
        return net.classified(x, classes);
    }

    /// Convolutions, plain, grouped, strided and transposed; pools; a concat, a residual sum, dropout.
    static Net convolutional(int batch, int classes) {
        var net = new Nets();
        Window three = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        Window two = Window.of(Extent.square(2)).withStride(Extent.square(2));
        Value x = net.input(batch, 3, 6, 6);
        Value stem = net.builder.add(new Relu(), net.norm("bn1", net.conv("c1", x, three, 8, 1)));
        Value left = net.builder.add(new Relu(), net.norm("bn2", net.conv("c2", stem, three, 4, 4)));
        Value right = net.biased("c3", net.conv("c3", stem, Window.of(Extent.square(1)), 6, 1));
        Value joined = net.builder.add(new Concat(), left, net.builder.add(new Gelu(), right));
        Value pooled = net.builder.add(new MaxPool(two), joined);
        Value down = net.conv("c4", pooled, three.withStride(Extent.square(2)), 5, 1);
        Value weight = net.parameter("c5.weight", Role.WEIGHT, 5, 10, 2, 2);
        Value up = net.builder.add(new ConvTranspose2d(two, 1, new Extent(0, 0)), down, weight);
        Value cropped = net.builder.add(new Crop(new Padding(0, 0, 1, 1)), up);
        Value sum = net.builder.add(new Binary(BinaryFunction.ADD), cropped, pooled);
        Value dropped = net.builder.add(new Dropout(0.25, 0), net.builder.add(new Silu(), sum));
        Value flat = net.builder.add(new Reshape(Shape.of(batch, 90)), dropped);
        Value mean = net.builder.add(
                new Binary(BinaryFunction.MULTIPLY),
                net.builder.add(new SpatialSum(), dropped),
                net.builder.add(new Constant(1.0 / 9)));
        return net.classified(net.builder.add(new Concat(), flat, mean), classes);
    }

    private Net classified(Value x, int classes) {
        Value weight = parameter("out.weight", Role.WEIGHT, classes, x.shape().size(1));
        builder.output("y", biased("out", builder.add(new MatMul(false, true), x, weight)));
        return new Net(builder.build(), roles);
    }

    private Value input(Integer... sizes) {
        return builder.input("x", TensorType.f32(sizes));
    }

    private Value conv(String name, Value x, Window window, int width, int groups) {
        Extent kernel = window.kernel();
        int channels = x.shape().size(1) / groups;
        Value weight = parameter(name + ".weight", Role.WEIGHT, width, channels, kernel.height(), kernel.width());
        return builder.add(new Conv2d(window, groups), x, weight);
    }

    private Value biased(String name, Value x) {
        return builder.add(
                new BiasAdd(), x, parameter(name + ".bias", Role.BIAS, x.shape().size(1)));
    }

    private Value norm(String name, Value x) {
        int channels = x.shape().size(1);
        Value mean = parameter(name + ".mean", Role.MEAN, channels);
        Value variance = parameter(name + ".var", Role.VARIANCE, channels);
        Value gamma = parameter(name + ".gamma", Role.GAMMA, channels);
        Value beta = parameter(name + ".beta", Role.BETA, channels);
        var op = new BatchNorm(1e-5, true, true, new Statistics.Ema(0.9, true));
        return builder.add(op, x, mean, variance, gamma, beta);
    }

    private Value parameter(String name, Role role, Integer... sizes) {
        roles.put(name, role);
        return builder.parameter(name, TensorType.f32(sizes));
    }
}
