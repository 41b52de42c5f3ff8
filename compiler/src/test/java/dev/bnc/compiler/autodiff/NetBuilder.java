package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Role;
import java.util.LinkedHashMap;
import java.util.Map;

/// Builds small forward graphs layer by layer, with roles and seeded values of their parameters.
public final class NetBuilder {
    public static final Statistics EMA = new Statistics.Ema(0.9, true);

    private final GraphBuilder builder = new GraphBuilder();
    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, Tensor> state = new LinkedHashMap<>();

    /// A net without layers.
    public NetBuilder() {
        // layers come later
    }

    /// A graph with roles and first values of its parameters.
    public record Net(Graph forward, Map<String, Role> roles, Map<String, Tensor> state) {}

    public Value input(Integer... sizes) {
        return builder.input("x", TensorType.f32(sizes));
    }

    public Value add(Op op, Value... inputs) {
        return builder.add(op, inputs);
    }

    public Value dense(String name, Value x, int width) {
        Value weight = parameter(name + ".weight", Role.WEIGHT, width, x.shape().size(1));
        Value bias = parameter(name + ".bias", Role.BIAS, width);
        return add(new BiasAdd(), add(new MatMul(false, true), x, weight), bias);
    }

    public Value conv(String name, Value x, int width, int kernel) {
        Value weight = parameter(name + ".weight", Role.WEIGHT, width, x.shape().size(1), kernel, kernel);
        return add(new Conv2d(Window.of(Extent.square(kernel)), 1), x, weight);
    }

    public Value bn(String name, Value x, Statistics statistics) {
        return bn(name, x, new BatchNorm(1e-3, true, true, statistics));
    }

    /// A batch norm with gamma and beta.
    public Value bn(String name, Value x, BatchNorm op) {
        int channels = x.shape().size(1);
        Value mean = parameter(name + ".mean", Role.MEAN, channels);
        Value variance = parameter(name + ".var", Role.VARIANCE, channels);
        state.computeIfPresent(name + ".var", (_, v) -> v.map(e -> e * e + 0.5));
        Value gamma = parameter(name + ".gamma", Role.GAMMA, channels);
        Value beta = parameter(name + ".beta", Role.BETA, channels);
        builder.at(new Origin(name, "net.net", 3, 5));
        Value y = add(op, x, mean, variance, gamma, beta);
        builder.at(Origin.NONE);
        return y;
    }

    /// A whitening with gamma and beta.
    public Value whiten(String name, Value x, Whiten op) {
        int channels = x.shape().size(1);
        Value mean = parameter(name + ".mean", Role.MEAN, channels);
        Value covariance = parameter(name + ".cov", Role.COVARIANCE, channels / op.groups(), channels);
        state.put(name + ".cov", Tensor.filled(covariance.shape(), 0));
        Value gamma = parameter(name + ".gamma", Role.GAMMA, channels);
        Value beta = parameter(name + ".beta", Role.BETA, channels);
        return add(op, x, mean, covariance, gamma, beta);
    }

    public Value parameter(String name, Role role, Integer... sizes) {
        roles.put(name, role);
        state.put(name, Seeded.spread(31L * state.size() + 7, Shape.of(sizes)));
        return builder.parameter(name, TensorType.f32(sizes));
    }

    public Net net(Value prediction) {
        builder.output("y", prediction);
        return new Net(builder.build(), roles, state);
    }

    public static TensorType labels(int batch) {
        return new TensorType(ElementType.I32, Shape.of(batch));
    }
}
