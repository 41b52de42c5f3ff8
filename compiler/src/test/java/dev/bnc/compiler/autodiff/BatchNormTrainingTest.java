package dev.bnc.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.autodiff.NetBuilder.Net;
import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Batch norm in training: statistics, where they go, and the gradient through them.
class BatchNormTrainingTest {
    private static final int BATCH = 5;
    private static final double TOLERANCE = 1e-12;
    private static final Tensor X = Seeded.spread(1, Shape.of(BATCH, 2));
    private static final double[] MEAN = {mean(0), mean(1)};
    private static final double[] VARIANCE = {variance(0), variance(1)};

    @Test
    void averageMovesByTheUnbiasedVariance() {
        Tensor mean = after(new Statistics.Ema(0.75, true), "bn.mean", 0);
        Tensor variance = after(new Statistics.Ema(0.75, true), "bn.var", 0);
        for (int c = 0; c < 2; c++) {
            assertThat(mean.at(c)).isCloseTo(0.75 * 3 + 0.25 * MEAN[c], within(TOLERANCE));
            assertThat(variance.at(c)).isCloseTo(0.75 * 2 + 0.25 * VARIANCE[c] * 5 / 4, within(TOLERANCE));
        }
    }

    @Test
    void averageMovesByTheBiasedVarianceIfAsked() {
        Tensor variance = after(new Statistics.Ema(0.75, false), "bn.var", 0);
        assertThat(variance.at(0)).isCloseTo(0.75 * 2 + 0.25 * VARIANCE[0], within(TOLERANCE));
    }

    @Test
    void recomputeMovesAnAverageMeanwhile() {
        assertThat(after(new Statistics.Recompute(10, 0.75, true), "bn.var", 0))
                .isEqualTo(after(new Statistics.Ema(0.75, true), "bn.var", 0));
    }

    @Test
    void cumulativeIsThePlainAverage() {
        var kept = new Statistics.Cumulative(true);
        assertThat(after(kept, "bn.mean", 1).data()).containsExactly(MEAN, within(TOLERANCE));
        assertThat(after(kept, "bn.mean", 1 / 4.0).at(0)).isCloseTo((3 * 3 + MEAN[0]) / 4, within(TOLERANCE));
        assertThat(after(kept, "bn.var", 1).at(0)).isCloseTo(VARIANCE[0] * 5 / 4, within(TOLERANCE));
    }

    @Test
    void sharedStatisticsAreUpdatedTwice() {
        var b = new GraphBuilder();
        Value x = b.input("x", TensorType.f32(BATCH, 2));
        Value mean = b.parameter("mean", TensorType.f32(2));
        Value variance = b.parameter("var", TensorType.f32(2));
        var bn = new BatchNorm(1e-3, false, false, new Statistics.Ema(0.5, true));
        Value once = b.add(bn, x, mean, variance);
        b.output("y", b.add(bn, b.add(new Unary(UnaryFunction.EXP), once), mean, variance));
        Graph step = TrainingStep.of(b.build(), Map.of(), recipe()).graph();
        assertThat(step.updates()).extracting(u -> u.parameter().name()).containsExactly("mean", "var");

        Tensor zero = Tensor.filled(Shape.of(2), 0);
        Tensor after = ReferenceInterpreter.run(step, inputs(0), Map.of("mean", zero, "var", zero))
                .parameter("mean");
        double second = 0;
        for (int n = 0; n < BATCH; n++) {
            second += Math.exp((X.at(2 * n) - MEAN[0]) / Math.sqrt(VARIANCE[0] + 1e-3)) / BATCH;
        }
        assertThat(after.at(0)).isCloseTo(0.5 * (0.5 * MEAN[0]) + 0.5 * second, within(TOLERANCE));
    }

    @Test
    void gradientGoesThroughMeanAndVariance() {
        var b = new GraphBuilder();
        Value x = b.parameter("x", TensorType.f32(BATCH, 2));
        Value weights = b.input("weights", TensorType.f32(BATCH, 2));
        Value mean = b.add(new BatchMean(), x);
        Value y = b.add(new BatchNormTraining(1e-9, false, false), x, mean, b.add(new BatchVariance(), x, mean));
        b.output("loss", b.add(new Sum(), b.add(new Binary(BinaryFunction.MULTIPLY), y, weights)));
        Tensor dy = Seeded.spread(2, Shape.of(BATCH, 2));

        var gradients = GradientCheck.gradients(b.build(), Map.of("weights", dy), Map.of("x", X));
        Tensor dx = gradients.getOrDefault("x", Tensor.scalar(0));

        // The result does not change when all rows are moved or scaled alike, so neither direction has a gradient.
        // The naive rule, dx = dy / sqrt(variance), has one in both.
        for (int c = 0; c < 2; c++) {
            assertThat(along(dx, c, false)).isCloseTo(0, within(1e-8));
            assertThat(along(dx, c, true)).isCloseTo(0, within(1e-8));
            assertThat(Math.abs(along(dy, c, false))).isGreaterThan(0.1);
            assertThat(Math.abs(along(dy, c, true))).isGreaterThan(0.1);
        }
        GradientCheck.check(b.build(), Map.of("weights", dy), Map.of("x", X));
    }

    @Test
    void largeMeansDoNotHurt() {
        Net net = net(NetBuilder.EMA);
        Graph step = TrainingStep.of(net.forward(), net.roles(), recipe()).graph();
        var inputs =
                Map.of("x", X.map(v -> v + 1e4), "target", inputs(0).getOrDefault("target", X), "lr", Tensor.scalar(0));
        Tensor moved = ReferenceInterpreter.run(step, inputs, net.state()).output("y");
        Tensor centred = ReferenceInterpreter.run(step, inputs(0), net.state()).output("y");
        assertThat(moved.data()).containsExactly(centred.data(), within(1e-9));
    }

    @Test
    void oneValuePerChannelIsRefused() {
        var b = new NetBuilder();
        Net net = b.net(b.bn("h1.norm", b.input(1, 4), NetBuilder.EMA));
        assertThatThrownBy(() -> TrainingStep.of(net.forward(), net.roles(), recipe()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batch norm h1.norm net.net:3:5 gets one value per channel: f32[1,4]. "
                        + "Its variance would be 0; train with batches of at least 2");
        assertThatThrownBy(() -> StatisticsStep.of(net.forward())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void smallestBatchDependsOnThePositions() {
        assertThat(smallestBatch(NetBuilder.EMA, Shape.BATCH, 4)).isEqualTo(2);
        assertThat(smallestBatch(NetBuilder.EMA, Shape.BATCH, 4, 1, 1)).isEqualTo(2);
        assertThat(smallestBatch(NetBuilder.EMA, Shape.BATCH, 4, 1, 2)).isEqualTo(1);
        assertThat(smallestBatch(new Statistics.Frozen(), Shape.BATCH, 4)).isEqualTo(1);
    }

    @Test
    void statisticsStepSaysWhatTheBatchIsLike() {
        var b = new NetBuilder();
        Value x = b.bn("bn1", b.input(BATCH, 2), NetBuilder.EMA);
        Value kept = b.bn("kept", x, new Statistics.Frozen());
        Value y = b.bn("bn2", b.add(new Dropout(0.5, 0), kept), new Statistics.Cumulative(false));
        Net net = b.net(b.dense("d", y, 3));

        Graph graph = StatisticsStep.of(net.forward());
        GraphVerifier.verify(graph, Stage.TRAINING);

        assertThat(graph.updates()).isEmpty();
        assertThat(graph.outputs())
                .extracting(Output::name)
                .containsExactly("bn1.mean", "bn1.var", "bn2.mean", "bn2.var");
        assertThat(graph.parameters())
                .extracting(Value::name)
                .containsExactlyInAnyOrder("bn1.gamma", "bn1.beta", "kept.mean", "kept.var", "kept.gamma", "kept.beta");
        assertThat(graph.nodes()).extracting(Node::op).noneMatch(op -> op instanceof MatMul || op instanceof Dropout);

        var result = ReferenceInterpreter.run(graph, Map.of("x", X), net.state());
        assertThat(result.output("bn1.mean").data()).containsExactly(MEAN, within(TOLERANCE));
        assertThat(result.output("bn1.var").at(1)).isCloseTo(VARIANCE[1] * 5 / 4, within(TOLERANCE));
        // bn1 and kept are lines: bn2 sees a variance of (gamma1 * gamma2)^2 / (var + eps), but for bn1's own eps
        double gamma = value(net, "bn1.gamma") * value(net, "kept.gamma");
        double expected = gamma * gamma / (value(net, "kept.var") + 1e-3) * VARIANCE[0] / (VARIANCE[0] + 1e-3);
        assertThat(result.output("bn2.var").at(0)).isCloseTo(expected, within(TOLERANCE));
    }

    private static int smallestBatch(Statistics statistics, Integer... sizes) {
        var b = new NetBuilder();
        return TrainingStep.smallestBatch(
                b.net(b.bn("bn", b.input(sizes), statistics)).forward());
    }

    private static Net net(Statistics statistics) {
        var b = new NetBuilder();
        return b.net(b.bn("bn", b.input(BATCH, 2), statistics));
    }

    /// A parameter of [#net] after one step, mean 3 and variance 2 before.
    private static Tensor after(Statistics statistics, String name, double cumulativeWeight) {
        Net net = net(statistics);
        Graph step = TrainingStep.of(net.forward(), net.roles(), recipe()).graph();
        var state = Map.of(
                "bn.mean", Tensor.filled(Shape.of(2), 3),
                "bn.var", Tensor.filled(Shape.of(2), 2),
                "bn.gamma", Tensor.filled(Shape.of(2), 1),
                "bn.beta", Tensor.filled(Shape.of(2), 0));
        return ReferenceInterpreter.run(step, inputs(cumulativeWeight), state).parameter(name);
    }

    private static Map<String, Tensor> inputs(double cumulativeWeight) {
        return Map.of(
                "x", X,
                "target", Seeded.spread(3, Shape.of(BATCH, 2)),
                "lr", Tensor.scalar(0),
                "cumulative_weight", Tensor.scalar(cumulativeWeight));
    }

    private static TrainingRecipe recipe() {
        var objective = new Objective(Loss.MEAN_SQUARED_ERROR, "y", "target", TensorType.f32(BATCH, 2));
        return TrainingRecipe.of(objective, Optimizer.Sgd.plain());
    }

    private static double value(Net net, String parameter) {
        return net.state().getOrDefault(parameter, Tensor.scalar(Double.NaN)).at(0);
    }

    private static double mean(int channel) {
        double sum = 0;
        for (int n = 0; n < BATCH; n++) {
            sum += X.at(2 * n + channel);
        }
        return sum / BATCH;
    }

    private static double variance(int channel) {
        double sum = 0;
        for (int n = 0; n < BATCH; n++) {
            sum += Math.pow(X.at(2 * n + channel) - mean(channel), 2);
        }
        return sum / BATCH;
    }

    /// Sum over the rows of a channel, weighted by the deviation from the mean or not.
    private static double along(Tensor gradient, int channel, boolean deviation) {
        double sum = 0;
        for (int n = 0; n < BATCH; n++) {
            sum += gradient.at(2 * n + channel) * (deviation ? X.at(2 * n + channel) - MEAN[channel] : 1);
        }
        return sum;
    }
}
