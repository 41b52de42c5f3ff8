package dev.bnc.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.GraphVerifier;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Stage;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Twenty steps of each optimizer on a linear regression, against [PlainOptimizers].
class OptimizerTest {
    private static final int STEPS = 20;
    private static final int BATCH = 5;
    private static final int INPUTS = 3;
    private static final int OUTPUTS = 2;

    /// Both sides compute in float64; only the order of operations differs.
    private static final double TOLERANCE = 1e-12;

    private static final Tensor W = Seeded.spread(3, Shape.of(OUTPUTS, INPUTS));
    private static final Tensor B = Seeded.spread(4, Shape.of(OUTPUTS));
    private static final Tensor X = Seeded.spread(1, Shape.of(BATCH, INPUTS));
    private static final Tensor TARGET = Seeded.spread(2, Shape.of(BATCH, OUTPUTS));
    private static final Map<String, Role> ROLES = Map.of("w", Role.WEIGHT, "b", Role.BIAS);

    static Stream<TrainingRecipe> recipes() {
        List<Optimizer> optimizers = List.of(
                Optimizer.Sgd.plain(),
                Optimizer.Sgd.withMomentum(0.9),
                Optimizer.Sgd.nesterov(0.8),
                new Optimizer.Sgd(0.9, 0.3, false),
                Optimizer.RmsProp.standard(),
                new Optimizer.RmsProp(0.9, 1e-3, 0.5, false),
                new Optimizer.RmsProp(0.9, 1e-3, 0, true),
                new Optimizer.RmsProp(0.9, 1e-3, 0.5, true),
                Optimizer.Adam.standard(),
                new Optimizer.Adam(0.5, 0.9, 1e-2),
                Optimizer.AdamW.standard());
        var everything = new WeightDecay(0.1, Set.of(Role.WEIGHT, Role.BIAS), Set.of());
        return optimizers.stream().flatMap(o -> {
            TrainingRecipe plain = TrainingRecipe.of(objective(), o);
            return Stream.of(
                    plain,
                    plain.withDecay(WeightDecay.of(0.1)),
                    plain.withDecay(everything).withClipping(new Clipping.ByGlobalNorm(0.3)),
                    plain.withDecay(WeightDecay.of(0.1)).withClipping(new Clipping.ByValue(0.2)));
        });
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void agreesWithPlainArithmetic(TrainingRecipe recipe) {
        var step = TrainingStep.of(regression(), ROLES, recipe);
        GraphVerifier.verify(step.graph(), Stage.TRAINING);
        var plain = new PlainOptimizers(recipe, INPUTS * OUTPUTS + OUTPUTS);
        Map<String, Tensor> state = initialState(step);
        double[] w = W.data().clone();
        double[] b = B.data().clone();
        for (int t = 1; t <= STEPS; t++) {
            double rate = 0.05 / t;
            double loss = plain.step(X, TARGET, w, b, t, rate);
            ReferenceInterpreter.Result result = ReferenceInterpreter.run(step.graph(), inputs(recipe, t, rate), state);
            state = result.state();
            assertThat(result.output("loss").value()).as("loss of step %d", t).isCloseTo(loss, within(TOLERANCE));
            assertThat(result.parameter("w").data()).as("w after step %d", t).containsExactly(w, within(TOLERANCE));
            assertThat(result.parameter("b").data()).as("b after step %d", t).containsExactly(b, within(TOLERANCE));
        }
    }

    @Test
    void firstVelocityIsTheGradientWhateverTheDampening() {
        var step = TrainingStep.of(
                regression(), ROLES, TrainingRecipe.of(objective(), new Optimizer.Sgd(0.9, 0.5, false)));
        var damped = ReferenceInterpreter.run(step.graph(), inputs(0, 1.0), initialState(step));
        double moved = W.at(0) - damped.parameter("w").at(0);
        assertThat(damped.parameter("w.momentum").at(0)).isCloseTo(moved, within(TOLERANCE));
        assertThat(moved).isNotZero();
    }

    @Test
    void namesItsSlots() {
        assertThat(slots(Optimizer.Sgd.plain())).isEmpty();
        assertThat(slots(Optimizer.Sgd.nesterov(0.9))).containsExactly("w.momentum", "b.momentum");
        assertThat(slots(new Optimizer.RmsProp(0.9, 1e-8, 0.9, true)))
                .containsExactly(
                        "w.square_avg", "w.grad_avg", "w.momentum", "b.square_avg", "b.grad_avg", "b.momentum");
        assertThat(slots(Optimizer.AdamW.standard()))
                .containsExactly("w.exp_avg", "w.exp_avg_sq", "b.exp_avg", "b.exp_avg_sq");
    }

    @Test
    void asksOnlyForTheScalarsItNeeds() {
        assertThat(scalars(Optimizer.Sgd.nesterov(0.9))).containsExactly("lr");
        assertThat(scalars(new Optimizer.Sgd(0.9, 0.1, false))).containsExactlyInAnyOrder("lr", "step");
        assertThat(scalars(Optimizer.RmsProp.standard())).containsExactly("lr");
        assertThat(scalars(Optimizer.Adam.standard()))
                .containsExactlyInAnyOrder("lr", "bias_correction1", "bias_correction2");
    }

    @Test
    void decaySparesNamedParameters() {
        var decay = new WeightDecay(0.5, Set.of(Role.WEIGHT, Role.GAMMA), Set.of("bn.gamma"));
        assertThat(decay.rateFor("w", Role.WEIGHT)).isEqualTo(0.5);
        assertThat(decay.rateFor("bn.gamma", Role.GAMMA)).isZero();
        assertThat(decay.rateFor("b", Role.BIAS)).isZero();
        assertThat(WeightDecay.of(0.5).rateFor("bn.gamma", Role.GAMMA)).isZero();
        assertThat(WeightDecay.of(0.5).rateFor("bn.beta", Role.BETA)).isZero();
    }

    @Test
    void nesterovWithoutMomentumIsRefused() {
        assertThatThrownBy(() -> Optimizer.Sgd.nesterov(0)).hasMessageContaining("nesterov needs momentum");
        assertThatThrownBy(() -> new Optimizer.Adam(1, 0.9, 1e-8)).hasMessage("beta1 cannot be 1.0");
        assertThatThrownBy(() -> new Clipping.ByValue(0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> WeightDecay.of(-1)).hasMessageContaining("-1.0");
    }

    private static Objective objective() {
        return new Objective(Loss.MEAN_SQUARED_ERROR, "y", "target", TensorType.f32(BATCH, OUTPUTS));
    }

    private static Graph regression() {
        var b = new GraphBuilder();
        Value x = b.input("x", TensorType.f32(BATCH, INPUTS));
        Value w = b.parameter("w", TensorType.f32(OUTPUTS, INPUTS));
        Value bias = b.parameter("b", TensorType.f32(OUTPUTS));
        b.output("y", b.add(new BiasAdd(), b.add(new MatMul(false, true), x, w), bias));
        return b.build();
    }

    private static Map<String, Tensor> initialState(TrainingStep step) {
        var state = new HashMap<String, Tensor>();
        state.put("w", W);
        state.put("b", B);
        for (OptimizerSlot slot : step.slots()) {
            assertThat(slot.initializer()).isEqualTo(new Initializer.Constant(0));
            state.put(slot.value().name(), Tensor.filled(slot.value().shape(), 0));
        }
        return state;
    }

    private static Map<String, Tensor> inputs(TrainingRecipe recipe, int t, double rate) {
        Map<String, Tensor> inputs = inputs(t - 1, rate);
        switch (recipe.optimizer()) {
            case Optimizer.Adam o -> corrections(inputs, o.beta1(), o.beta2(), t);
            case Optimizer.AdamW o -> corrections(inputs, o.beta1(), o.beta2(), t);
            case Optimizer.Sgd _, Optimizer.RmsProp _ -> {}
        }
        return inputs;
    }

    private static Map<String, Tensor> inputs(int step, double rate) {
        var inputs = new HashMap<>(Map.of("x", X, "target", TARGET));
        inputs.put("lr", Tensor.scalar(rate));
        inputs.put("step", Tensor.scalar(step));
        return inputs;
    }

    private static void corrections(Map<String, Tensor> inputs, double beta1, double beta2, int t) {
        inputs.put("bias_correction1", Tensor.scalar(1 - Math.pow(beta1, t)));
        inputs.put("bias_correction2", Tensor.scalar(1 - Math.pow(beta2, t)));
    }

    private static List<String> slots(Optimizer optimizer) {
        return TrainingStep.of(regression(), ROLES, TrainingRecipe.of(objective(), optimizer)).slots().stream()
                .map(s -> s.value().name())
                .toList();
    }

    private static List<String> scalars(Optimizer optimizer) {
        Graph graph = TrainingStep.of(regression(), ROLES, TrainingRecipe.of(objective(), optimizer))
                .graph();
        return graph.nodes().stream()
                .filter(n -> n.result().shape().equals(Shape.SCALAR))
                .flatMap(n -> n.op() instanceof Input(String name) ? Stream.of(name) : Stream.empty())
                .toList();
    }
}
