package dev.bnc.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.autodiff.Clipping;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.runtime.program.StateLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole programs, inference and training, lowered and run by the [PlanInterpreter], against the reference.
class LoweringNetsTest {
    static List<Optimizer> optimizers() {
        return List.of(
                Optimizer.Sgd.plain(),
                Optimizer.Sgd.withMomentum(0.9),
                Optimizer.Sgd.nesterov(0.9),
                Optimizer.RmsProp.standard(),
                new Optimizer.RmsProp(0.9, 1e-6, 0.5, true),
                Optimizer.Adam.standard(),
                Optimizer.AdamW.standard());
    }

    @Test
    void perceptronInference() {
        Plan plan = PlanRuns.check(Nets.perceptron(5, 12, 7, 2, 3).forward(), 3);
        assertThat(plan.steps()).noneMatch(Pack.class::isInstance);
        // Three layers: norm and activation, or the bias, are epilogues.
        assertThat(plan.steps()).hasSize(3).allMatch(Multiply.class::isInstance);
    }

    @Test
    void convolutionalInference() {
        PlanRuns.check(Nets.convolutional(2, 3).forward(), 3);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void perceptronTraining(Optimizer optimizer) {
        Graph graph = Nets.perceptron(5, 12, 7, 2, 3).training(5, optimizer, WeightDecay.of(0.01), new Clipping.None());
        Plan plan = PlanRuns.check(graph, 3);
        assertThat(plan.setup()).isEmpty();
        assertThat(storing(plan)).as("every new value is made in its place").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void convolutionalTraining(Optimizer optimizer) {
        Graph graph = Nets.convolutional(2, 3).training(2, optimizer, WeightDecay.of(0.01), new Clipping.None());
        assertThat(storing(PlanRuns.check(graph, 3))).isEmpty();
    }

    @Test
    void trainingWithClippedGradients() {
        Nets.Net net = Nets.perceptron(4, 6, 5, 1, 3);
        PlanRuns.check(net.training(4, Optimizer.Adam.standard(), WeightDecay.NONE, new Clipping.ByGlobalNorm(0.1)), 3);
        PlanRuns.check(net.training(4, Optimizer.Sgd.plain(), WeightDecay.NONE, new Clipping.ByValue(0.01)), 3);
    }

    @Test
    void anOpenBatchIsFilledIn() {
        Graph open = Nets.convolutional(Shape.BATCH, 3).forward();
        Plan plan = Lowering.lower("net", open, 2, Layouts.of(open));
        Graph closed = Nets.convolutional(2, 3).forward();
        assertThat(plan).isEqualTo(Lowering.lower("net", closed, 2, Layouts.of(closed)));
        assertThat(plan.info().batch()).isEqualTo(2);
        assertThat(plan.info().input("x").shape()).containsExactly(2, 3, 6, 6);
    }

    @Test
    void stateMustHoldTheParameters() {
        Graph graph = Nets.perceptron(5, 12, 7, 1, 3).forward();
        var none = new StateLayout(List.of());
        assertThatThrownBy(() -> Lowering.lower("net", graph, 5, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the state has no h1.dense.weight");
        StateLayout other = Layouts.of(Nets.perceptron(5, 12, 8, 1, 3).forward());
        assertThatThrownBy(() -> Lowering.lower("net", graph, 5, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("@h1.dense.weight is [7,12], in the state [8, 12]");
    }

    /// Copies into the state.
    private static Stream<Step> storing(Plan plan) {
        return plan.steps().stream()
                .filter(s -> s instanceof Copy c && plan.bufferOf(c.target()).region() == Region.STATE);
    }
}
