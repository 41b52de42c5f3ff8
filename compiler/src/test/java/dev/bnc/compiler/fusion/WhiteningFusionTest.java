package dev.bnc.compiler.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.SmallModels;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Whiten;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whitening in fused nets: products with matrices that are computed once, which say the same.
class WhiteningFusionTest {
    private static final double FLOAT_ROUNDING = 1e-5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input x: f32[4]  label y: class[3]  x -> dense 8 -> whiten -> relu -> dense 3 -> output logits",
                "input x: f32[4]  label y: class[3]  x -> whiten(groups = 2) -> dense 3 -> output logits",
                "input x: f32[4]  label y: class[3]  x -> dense 6 -> whiten(groups = 6, scale = off) -> dense 3 -> output logits",
                "input x: f32[4]  label y: class[3]  x -> dense 6 -> whiten(shift = off, iterations = 1) -> bn -> dense 3"
                        + " -> output logits",
                "input x: f32[2, 5, 5]  label y: class[3]  x -> conv 6 3x3 -> whiten(groups = 3) -> relu -> whiten"
                        + " -> global avg -> dense 3 -> output logits",
                "input x: f32[2, 5, 5]  label y: class[3]  x -> conv 6 3x3 (pad = same) -> bn -> whiten(stats = frozen) -> flatten"
                        + " -> dense 3 -> output logits"
            })
    void fusedNetsComputeTheSame(String net) {
        TrainedModel model = SmallModels.of("net whitened\n" + net.replace("  ", "\n") + "\n");
        assertThat(model.graph().nodes()).anyMatch(n -> n.op() instanceof Whiten);
        Fused fused = Compiler.fuse(model);
        assertThat(fused.model().graph().nodes())
                .noneMatch(n -> n.op() instanceof Whiten || n.op() instanceof BatchNorm);
        assertThat(fused.certificate().agreement().exact().orElseThrow()).isLessThan(FLOAT_ROUNDING);
        assertThat(fused.certificate().agreement().program()).isLessThan(FLOAT_ROUNDING);
    }

    @Test
    void nothingOfTheIterationsIsLeft() {
        TrainedModel model = SmallModels.of("""
                net whitened
                input x: f32[4]
                label y: class[3]
                x -> h: dense 8 -> w: whiten(groups = 2) -> relu -> dense 3 -> output logits
                """);
        List<String> operators = Compiler.fuse(model).model().graph().nodes().stream()
                .map(n -> n.op().getClass().getSimpleName())
                .toList();
        assertThat(operators)
                .containsExactly(
                        "Input", "MatMul", "BiasAdd", "Slice", "Slice", "MatMul", "MatMul", "BiasAdd", "BiasAdd",
                        "Concat", "Relu", "MatMul", "BiasAdd");
    }
}
