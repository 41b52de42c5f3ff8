package dev.bnc.compiler.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.artifact.NormLayer;
import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.compiler.artifact.SmallModels;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Sampler;
import dev.bnc.runtime.data.TensorDataset;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Statistics over data are those of algorithm 2, computed here in plain loops.
class StatisticsOverDataTest {
    private static final WorkerPool POOL = new ThreadPool(1);
    private static final int FEATURES = 3;
    /// Statistics are float32.
    private static final double ROUNDING = 1e-6;

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void averagesOfBatchMeansAndUnbiasedVariances() {
        TrainedModel model = model("n: bn");
        Dataset data = data(27);
        StatisticsOverData over = over(model, data, 100);
        NormLayer layer = NormLayer.of(over.model()).getFirst();
        // 3 batches of 8, in the order of the seed.
        var sampler = Sampler.wholeBatches(27, 8, 7);
        for (int f = 0; f < FEATURES; f++) {
            double means = 0;
            double variances = 0;
            for (int b = 0; b < 3; b++) {
                double mean = 0;
                for (int i = 0; i < 8; i++) {
                    mean += feature(data, sampler.example(0, b, i), f) / 8;
                }
                double squares = 0;
                for (int i = 0; i < 8; i++) {
                    squares += Math.pow(feature(data, sampler.example(0, b, i), f) - mean, 2);
                }
                means += mean / 3;
                variances += squares / 7 / 3;
            }
            assertThat((double) layer.mean()[f]).isCloseTo(means, within(ROUNDING * 20));
            assertThat((double) layer.variance()[f]).isCloseTo(variances, within(ROUNDING * 20));
        }
        Provenance.Sample sample = over.provenance().sample().orElseThrow();
        assertThat(List.of(sample.batches(), sample.batch())).containsExactly(3, 8);
        assertThat(over(model, data, 2).provenance().sample().orElseThrow().batches())
                .isEqualTo(2);
    }

    @Test
    void averagesOfBatchMeansAndUnbiasedCovariances() {
        TrainedModel model = model("n: whiten");
        Dataset data = data(27);
        StatisticsOverData over = over(model, data, 100);
        var sampler = Sampler.wholeBatches(27, 8, 7);
        var means = new double[FEATURES];
        var covariances = new double[FEATURES * FEATURES];
        for (int b = 0; b < 3; b++) {
            var batch = new double[8][FEATURES];
            var mean = new double[FEATURES];
            for (int i = 0; i < 8; i++) {
                for (int f = 0; f < FEATURES; f++) {
                    batch[i][f] = feature(data, sampler.example(0, b, i), f);
                    mean[f] += batch[i][f] / 8;
                }
            }
            for (int f = 0; f < FEATURES; f++) {
                means[f] += mean[f] / 3;
                for (int g = 0; g < FEATURES; g++) {
                    for (int i = 0; i < 8; i++) {
                        covariances[f * FEATURES + g] += (batch[i][f] - mean[f]) * (batch[i][g] - mean[g]) / 7 / 3;
                    }
                }
            }
        }
        assertClose(over.model(), "n.mean", means);
        assertClose(over.model(), "n.cov", covariances);
        NormLayer before = NormLayer.of(model).getFirst();
        NormLayer after = NormLayer.of(over.model()).getFirst();
        assertThat(over.provenance().layers())
                .containsExactly(new Provenance.Layer("n", "ema(keep = 0.9)", Optional.of(before.driftFrom(after))));
    }

    private static void assertClose(TrainedModel model, String name, double[] expected) {
        NamedTensor tensor = model.weights().stream()
                .filter(w -> w.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(tensor.size()).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) tensor.storage()[tensor.offset() + i])
                    .as("%s[%d]", name, i)
                    .isCloseTo(expected[i], within(ROUNDING * 20));
        }
    }

    @Test
    void driftIsMeasuredInDeviationsOfTheData() {
        TrainedModel model = model("n: bn(eps = 1e-9)");
        StatisticsOverData over = over(model, data(32), 100);
        NormLayer before = NormLayer.of(model).getFirst();
        NormLayer after = NormLayer.of(over.model()).getFirst();
        double worst = 0;
        for (int f = 0; f < FEATURES; f++) {
            worst = Math.max(worst, Math.abs(before.mean()[f] - after.mean()[f]) / Math.sqrt(after.variance()[f]));
        }
        Provenance.Drift drift = over.provenance().layers().getFirst().drift().orElseThrow();
        assertThat(drift.mean()).isCloseTo(worst, within(1e-6));
        Provenance.Drift none = over(over.model(), data(32), 100)
                .provenance()
                .layers()
                .getFirst()
                .drift()
                .orElseThrow();
        assertThat(none).isEqualTo(new Provenance.Drift(0, 0));
    }

    @Test
    void frozenStatisticsAndWeightsStay() {
        TrainedModel frozen = model("n: bn(stats = frozen)");
        assertThat(StatisticsOverData.applies(frozen)).isFalse();
        TrainedModel two = SmallModels.of("""
                net two
                input x: f32[3]
                label y: class[3]
                x -> a: bn(stats = frozen) -> dense 3 -> b: bn(stats = recompute(batches = 2)) -> output logits
                """);
        StatisticsOverData over = over(two, data(40), StatisticsOverData.batches(two));
        assertThat(over.provenance().sample().orElseThrow().batches()).isEqualTo(2);
        assertThat(over.provenance().layers())
                .extracting(Provenance.Layer::policy)
                .containsExactly("frozen", "recompute(batches = 2)");
        assertThat(over.provenance().layers().getFirst().drift()).isEmpty();
        for (int i = 0; i < two.weights().size(); i++) {
            String name = two.weights().get(i).name();
            boolean moves = name.equals("b.mean") || name.equals("b.var");
            assertThat(over.model().weights().get(i).equals(two.weights().get(i)))
                    .as(name)
                    .isEqualTo(!moves);
        }
    }

    @Test
    void theSumIsThatOfTheExamplesUsed() {
        TrainedModel model = model("n: bn");
        String whole = sum(model, data(24));
        assertThat(sum(model, data(24))).isEqualTo(whole);
        assertThat(sum(model, data(25))).isNotEqualTo(whole);
    }

    @Test
    void dataThatDoesNotFitIsTold() {
        var wide = new TensorDataset("wide data", List.of(4), List.of("a", "b", "c"), 1, new float[40], new float[10]);
        assertThatThrownBy(() -> over(model("n: bn"), wide, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("takes [3], but the data has examples of [4]");
        assertThatThrownBy(() -> over(model("n: bn"), data(1), 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("statistics need batches of at least 2 examples, but there is 1 example");
    }

    private static String sum(TrainedModel model, Dataset data) {
        return over(model, data, 3).provenance().sample().orElseThrow().sha256();
    }

    private static StatisticsOverData over(TrainedModel model, Dataset data, int batches) {
        return StatisticsOverData.of(
                model, new StatisticsOverData.Sample("numbers", data, batches), Backend.jvm(), POOL);
    }

    private static TrainedModel model(String norm) {
        return SmallModels.of("""
                net norm
                input x: f32[3]
                label y: class[3]
                x -> %s -> output logits
                """.formatted(norm));
    }

    private static double feature(Dataset data, int example, int feature) {
        var values = new float[FEATURES];
        data.readInput(example, values, 0);
        return values[feature];
    }

    /// Numbers around 5, 10 and 15.
    private static Dataset data(int examples) {
        CounterRandom random = CounterRandom.of(11, "data");
        var inputs = new float[examples * FEATURES];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) (5 * (1 + i % FEATURES) + random.gaussian(i));
        }
        return new TensorDataset("numbers", List.of(FEATURES), List.of("a", "b", "c"), 1, inputs, new float[examples]);
    }
}
