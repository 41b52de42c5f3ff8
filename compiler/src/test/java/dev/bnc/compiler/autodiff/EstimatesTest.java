package dev.bnc.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.autodiff.NetBuilder.Net;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BatchQuantileGradient;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Estimate;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Batch norms that take something else from a batch than mean and variance with their gradients. Those with
/// gradients through all of it are among `GradientCases`.
class EstimatesTest {
    private static final double TOLERANCE = 1e-12;
    private static final int BATCH = 4;
    private static final double EPS = 1e-3;
    private static final Tensor X = Tensor.of(Shape.of(BATCH, 1), 1, 2, 4, 9);

    @Test
    void medianAndMeanAbsoluteDeviation() {
        double spread = Math.sqrt(Math.PI / 2) * (2 + 1 + 1 + 6) / 4;
        assertNormalized(new Estimate.Median(), 3, spread);
    }

    @Test
    void middleAndHalfOfTheRange() {
        assertNormalized(new Estimate.Range(), 5, 4);
    }

    @Test
    void momentsTakenForConstantsAreTheSame() {
        assertNormalized(new Estimate.Detached(), 4, Math.sqrt((9 + 4 + 0 + 25) / 4.0));
    }

    private static void assertNormalized(Estimate estimate, double center, double spread) {
        Net net = net(estimate);
        Tensor y = ReferenceInterpreter.run(step(net), inputs(0), state(net)).output("y");
        for (int i = 0; i < BATCH; i++) {
            double expected = (X.at(i) - center) / Math.sqrt(spread * spread + EPS);
            assertThat(y.at(i)).isCloseTo(expected, within(TOLERANCE));
        }
    }

    /// What is kept is the spread squared, as if it were a variance, without the correction of one.
    @Test
    void spreadIsKeptSquared() {
        Net net = net(new Estimate.Range());
        var after = ReferenceInterpreter.run(step(net), inputs(0), state(net));
        assertThat(after.parameter("bn.mean").at(0)).isCloseTo(0.9 * 0 + 0.1 * 5, within(TOLERANCE));
        assertThat(after.parameter("bn.var").at(0)).isCloseTo(0.9 * 1 + 0.1 * 16, within(TOLERANCE));
    }

    /// Examples 0 and 2 are a part, 1 and 3 the other.
    @Test
    void partsOfABatchAreNormalizedByThemselves() {
        Net net = net(new Estimate.Ghost(2));
        var result = ReferenceInterpreter.run(step(net), inputs(0), state(net));
        Tensor y = result.output("y");
        assertThat(y.at(0)).isCloseTo(-1.5 / Math.sqrt(2.25 + EPS), within(TOLERANCE));
        assertThat(y.at(3)).isCloseTo(3.5 / Math.sqrt(12.25 + EPS), within(TOLERANCE));
        // the mean of the parts' variances, times m / (m - 1)
        double variance = (2.25 + 12.25) / 2 * 2;
        assertThat(result.parameter("bn.var").at(0)).isCloseTo(0.9 + 0.1 * variance, within(TOLERANCE));
    }

    @Test
    void partsMustFillTheBatch() {
        Net net = net(new Estimate.Ghost(3));
        assertThatThrownBy(() -> step(net))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a batch of 4 has no parts of 3");
    }

    /// Within its limits, batch renormalization computes what the stored statistics would.
    @Test
    void renormalizationIsThatOfUse() {
        Net net = net(new Estimate.Renorm(100, 100));
        Tensor training =
                ReferenceInterpreter.run(step(net), inputs(0), state(net)).output("y");
        Tensor use = ReferenceInterpreter.run(net.forward(), Map.of("x", X), state(net))
                .output("y");
        assertThat(training.data()).containsExactly(use.data(), within(TOLERANCE));
    }

    /// Where r is 1 and d is 0, batch renormalization is batch normalization.
    @Test
    void renormalizationWithNoRoomIsNone() {
        Net renorm = net(new Estimate.Renorm(1, 0));
        Net moments = net(Estimate.MOMENTS);
        Tensor one =
                ReferenceInterpreter.run(step(renorm), inputs(0), state(renorm)).output("y");
        Tensor other = ReferenceInterpreter.run(step(moments), inputs(0), state(moments))
                .output("y");
        assertThat(one.data()).containsExactly(other.data(), within(TOLERANCE));
    }

    /// Section 2 of the paper: the bias moves although the loss cannot depend on it. With gradients through the
    /// mean it stays.
    @Test
    void biasMovesToNoAvailIfStatisticsAreConstants() {
        assertThat(biasAfterStep(Estimate.MOMENTS)).isCloseTo(0, within(TOLERANCE));
        double moved = biasAfterStep(new Estimate.Detached());
        // lr * mean squared error's gradient, summed up: 2 / batch * sum(y - target) / deviation, y of mean 0
        double expected = 0.5 * 2.0 / BATCH * BATCH * 3 / Math.sqrt(9.5 + EPS);
        assertThat(moved).isCloseTo(expected, within(TOLERANCE));
    }

    private static double biasAfterStep(Estimate estimate) {
        var b = new NetBuilder();
        Value x = b.input(BATCH, 1);
        Value sum = b.add(new BiasAdd(), x, b.parameter("bias", Role.BIAS, 1));
        Net net = b.net(b.bn("bn", sum, op(estimate)));
        return ReferenceInterpreter.run(step(net), inputs(0.5), state(net))
                .parameter("bias")
                .at(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9})
    void firstOfEqualsGetsTheGradient(double quantile) {
        Tensor ranked = Tensor.of(Shape.of(4, 1), 7, 1, 3, 3);
        Tensor ten = Tensor.of(Shape.of(1), 10);
        Tensor dx = ReferenceInterpreter.apply(new BatchQuantileGradient(quantile), List.of(ten, ranked));
        double[] expected = quantile == 0.5 ? new double[] {0, 0, 10, 0} : new double[] {7, 0, 3, 0};
        assertThat(dx.data()).containsExactly(expected, within(TOLERANCE));
    }

    private static BatchNorm op(Estimate estimate) {
        return new BatchNorm(EPS, true, true, NetBuilder.EMA, estimate);
    }

    private static Net net(Estimate estimate) {
        var b = new NetBuilder();
        return b.net(b.bn("bn", b.input(BATCH, 1), op(estimate)));
    }

    private static Graph step(Net net) {
        var objective = new Objective(Loss.MEAN_SQUARED_ERROR, "y", "target", TensorType.f32(BATCH, 1));
        return TrainingStep.of(net.forward(), net.roles(), TrainingRecipe.of(objective, Optimizer.Sgd.plain()))
                .graph();
    }

    /// As a layer starts.
    private static Map<String, Tensor> state(Net net) {
        Map<String, Tensor> state = new HashMap<>();
        net.state().keySet().forEach(name -> {
            boolean one = name.endsWith("gamma") || name.endsWith("var");
            state.put(name, Tensor.filled(Shape.of(1), one ? 1 : 0));
        });
        return state;
    }

    private static Map<String, Tensor> inputs(double rate) {
        return Map.of("x", X, "target", Tensor.filled(Shape.of(BATCH, 1), 3), "lr", Tensor.scalar(rate));
    }
}
