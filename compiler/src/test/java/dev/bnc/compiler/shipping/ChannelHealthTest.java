package dev.bnc.compiler.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.artifact.NormLayer;
import dev.bnc.compiler.artifact.SmallModels;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.artifact.NamedTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelHealthTest {
    @Test
    void findsDeadChannelsOfEachKind() {
        ChannelHealth health = of("x -> dense 5 -> n: bn -> relu -> dense 3 -> output logits");
        assertThat(health.constant()).containsExactly(1);
        assertThat(health.unscaled()).containsExactly(2);
        assertThat(health.silent()).containsExactly(3);
        assertThat(health.dead()).isEqualTo(3);
        assertThat(health.smallest()).isEqualTo(1e-6f);
        assertThat(health.largest()).isEqualTo(4);
    }

    @Test
    void aChannelIsSilentOnlyIfAReluIsAllThatFollows() {
        assertThat(of("x -> dense 5 -> n: bn -> sigmoid -> dense 3 -> output logits")
                        .silent())
                .isEmpty();
        assertThat(of("x -> dense 5 -> n: bn -> add { a: relu b: identity } -> dense 3 -> output logits")
                        .silent())
                .isEmpty();
    }

    @Test
    void variancesOfAWhiteningAreOnTheDiagonals() {
        TrainedModel drawn = SmallModels.of("""
                net health
                input x: f32[4]
                label y: class[3]
                x -> n: whiten(groups = 2, scale = off, stats = cumulative) -> relu -> dense 3 -> output logits
                """);
        TrainedModel model = drawn.with(List.of(
                NamedTensor.of("n.cov", List.of(2, 4), new float[] {1, 0.5f, 4, -1, 0.5f, 2, -1, 1e-6f}),
                row("n.beta", 0, -3.5f, 0, 0)));
        NormLayer layer = NormLayer.of(model).getFirst();
        assertThat(layer.name()).isEqualTo("n");
        assertThat(layer.policy()).isEqualTo("cumulative");
        assertThat(layer.variance()).containsExactly(1, 2, 4, 1e-6f);
        ChannelHealth health = ChannelHealth.of(layer, model.graph());
        assertThat(health.constant()).containsExactly(3);
        assertThat(health.silent()).containsExactly(1);
        assertThat(health.unscaled()).isEmpty();
    }

    private static ChannelHealth of(String flow) {
        TrainedModel drawn = SmallModels.of("net health\ninput x: f32[4]\nlabel y: class[3]\n" + flow + "\n");
        TrainedModel model = drawn.with(List.of(
                row("n.var", 1, 1e-6f, 4, 1, 1),
                row("n.gamma", 1, 1, 1e-4f, 1, -1),
                row("n.beta", 0, 0, 0, -3.5f, -2)));
        return ChannelHealth.of(NormLayer.of(model).getFirst(), model.graph());
    }

    private static NamedTensor row(String name, float... values) {
        return NamedTensor.of(name, List.of(values.length), values);
    }
}
