package dev.bnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.TensorDataset;
import dev.bnc.runtime.data.Transform;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final SoftmaxRegression NET = new SoftmaxRegression(2, 3);
    /// Means 0; logits (x0, x1, x0 + x1) and biases 0.
    private static final float[] STATE = {0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0};

    private static final Dataset DATA = new TensorDataset(
            "two points", List.of(2), List.of("a", "b", "c"), 1, new float[] {1, 2, 3, -1}, new float[] {2, 0});

    @Test
    void crossEntropyTakesClassNumbers() {
        Validation validation = measure(Loss.CROSS_ENTROPY);
        double first = Math.log(Math.exp(1 - 3) + Math.exp(2 - 3) + 1);
        double second = Math.log(1 + Math.exp(-1 - 3) + Math.exp(2 - 3));
        assertThat(validation.loss()).isCloseTo((first + second) / 2, within(1e-6));
        assertThat(validation.accuracy()).hasValue(1);
    }

    @Test
    void otherLossesTakeThemOneHot() {
        double squares = (1 + 4 + Math.pow(3 - 1, 2)) / 3 + (Math.pow(3 - 1, 2) + 1 + 4) / 3;
        assertThat(measure(Loss.MEAN_SQUARED_ERROR).loss()).isCloseTo(squares / 2, within(1e-6));
        double binary = 0;
        double[][] logits = {{-1, -2, 3}, {3, 1, -2}};
        for (double[] example : logits) {
            for (double logit : example) {
                binary += Math.log1p(Math.exp(-logit)) / 6;
            }
        }
        assertThat(measure(Loss.BINARY_CROSS_ENTROPY).loss()).isCloseTo(binary, within(1e-6));
    }

    @Test
    void aPredictorAnswersAsTheEvaluatorMeasures() {
        var predictor = new Predictor(
                NET.inference(2),
                "image",
                List.of(new Transform.Normalize(List.of(1.0), List.of(2.0))),
                STATE,
                new OneThread());
        List<float[]> answers =
                predictor.run(List.of(new float[] {1, 2}, new float[] {3, -1}, new float[] {5, 5}), "logits");
        assertThat(answers).containsExactly(new float[] {0, 0.5f, 0.5f}, new float[] {1, -1, 0}, new float[] {2, 2, 4});
        assertThatThrownBy(() -> predictor.run(List.of(new float[3]), "logits"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an example of 3 numbers");
    }

    @Test
    void dataOfAnotherKindIsRefused() {
        Dataset classes = new TensorDataset("classes", List.of(2), List.of("a", "b"), 1, new float[4], new float[2]);
        assertThatThrownBy(() -> evaluator(Loss.CROSS_ENTROPY, classes))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the net tells 3 classes apart, but the data has 2: a, b");
        Dataset values = new TensorDataset("values", List.of(2), List.of(), 2, new float[4], new float[4]);
        assertThatThrownBy(() -> evaluator(Loss.MEAN_SQUARED_ERROR, values))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("`logits` is 3 numbers an example, but the data's labels are 2");
        Dataset inputs = new TensorDataset("inputs", List.of(3), List.of("a", "b", "c"), 1, new float[6], new float[2]);
        assertThatThrownBy(() -> evaluator(Loss.CROSS_ENTROPY, inputs))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("takes [2], but the data has examples of [3]");
    }

    private static Validation measure(Loss loss) {
        return evaluator(loss, DATA).run();
    }

    private static Evaluator evaluator(Loss loss, Dataset data) {
        var scoring = new Scoring("image", "logits", loss, List.of());
        return new Evaluator(NET.inference(2), scoring, data, STATE, new OneThread());
    }
}
