package dev.bnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.TensorDataset;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final SoftmaxRegression NET = new SoftmaxRegression(2, 3);
    /// Means 0; logits (x0, x1, x0 + x1) and biases 0.
    private static final float[] SUM = {0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0};
    /// The same with the first two classes swapped.
    private static final float[] SWAPPED = {0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0};

    @Test
    void itsProbabilitiesAreTheMembersMeans() {
        float[] example = {3, -1};
        double[] mine = Probabilities.softmax(new float[] {3, -1, 2}, 0, 3);
        List<double[]> both = ensemble(SUM, SWAPPED).probabilities(List.of(example, new float[] {1, 1}));
        assertThat(both).hasSize(2);
        double mean = (mine[0] + mine[1]) / 2;
        assertThat(both.getFirst()).containsExactly(new double[] {mean, mean, mine[2]}, within(1e-12));
    }

    @Test
    void measuresEachMemberAndAllTogether() {
        var data = new TensorDataset(
                "points", List.of(2), List.of("a", "b", "c"), 1, new float[] {3, -1, 1, 2, -1, 3}, new float[] {0, 2, 0
                });
        Ensemble.Result result = ensemble(SUM, SWAPPED).measure(data, Crops.MIDDLE, 2);
        Validation alone = new Evaluator(
                        NET.inference(2),
                        new Scoring("image", "logits", Loss.CROSS_ENTROPY, List.of()),
                        data,
                        SUM,
                        new OneThread())
                .run();
        Ranking first = result.members().getFirst();
        assertThat(first.examples()).isEqualTo(3);
        assertThat(first.loss()).isCloseTo(alone.loss(), within(1e-6));
        assertThat(first.top1()).isEqualTo(alone.accuracy().orElseThrow()).isEqualTo(2.0 / 3);
        assertThat(first.top5()).isEqualTo(1);
        // The classes 0 and 1 are equally likely in the mean, and 2 likelier than half of what the members disagree on.
        double[] odd = Probabilities.softmax(new float[] {3, -1, 2}, 0, 3);
        double[] even = Probabilities.softmax(new float[] {1, 2, 3}, 0, 3);
        double loss = -(2 * Math.log((odd[0] + odd[1]) / 2) + Math.log(even[2])) / 3;
        assertThat(result.together().loss()).isCloseTo(loss, within(1e-6));
        assertThat(result.together().top1()).isEqualTo(1);
    }

    @Test
    void ranksCountWhatComesBefore() {
        double[] probabilities = {0.1, 0.3, 0.1, 0.2, 0.3};
        assertThat(Probabilities.rank(probabilities, 1)).isZero();
        assertThat(Probabilities.rank(probabilities, 4)).isEqualTo(1);
        assertThat(Probabilities.rank(probabilities, 0)).isEqualTo(3);
        assertThat(Probabilities.rank(probabilities, 2)).isEqualTo(4);
    }

    @Test
    void dataOfOtherClassesIsRefused() {
        var data = new TensorDataset("two", List.of(2), List.of("a", "b"), 1, new float[4], new float[2]);
        assertThatThrownBy(() -> ensemble(SUM).measure(data, Crops.MIDDLE, 2))
                .isInstanceOf(DataException.class)
                .hasMessage("the nets tell 3 classes apart, but the data has 2");
    }

    private static Ensemble ensemble(float[]... states) {
        return new Ensemble(List.of(states).stream()
                .map(state -> new Ensemble.Member(
                        new Predictor(NET.inference(2), "image", List.of(), state, new OneThread()), "logits"))
                .toList());
    }
}
