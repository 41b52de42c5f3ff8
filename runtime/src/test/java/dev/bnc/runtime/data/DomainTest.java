package dev.bnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Examples as in another domain.
class DomainTest {
    private static final int SIDE = 32;
    private static final Dataset GREY = grey();

    @Test
    void changesInputsAndNothingElse() {
        var inverted = new Domain("inverted", List.of(new Transform.Normalize(List.of(1.0), List.of(-1.0))));
        Dataset changed = inverted.of(GREY);
        assertThat(input(changed, 3)).containsOnly(0.75f);
        assertThat(changed.description()).isEqualTo("grey, as in domain `inverted`");
        assertThat(changed.size()).isEqualTo(GREY.size());
        var target = new float[1];
        changed.readTarget(3, target, 0);
        assertThat(target[0]).isEqualTo(3);
    }

    @Test
    void isTheSameWheneverItIsRead() {
        Dataset noisy = new Domain("noisy", List.of(new Transform.Noise(0.1))).of(GREY);
        float[] first = input(noisy, 1);
        assertThat(input(noisy, 2)).isNotEqualTo(first);
        assertThat(input(noisy, 1)).isEqualTo(first);
    }

    @Test
    void noiseHasItsDeviationAndStaysInside() {
        float[] little = input(new Domain("little", List.of(new Transform.Noise(0.05))).of(GREY), 0);
        double mean = 0;
        double squares = 0;
        for (float value : little) {
            mean += value / little.length;
            squares += (value - 0.25) * (value - 0.25) / little.length;
        }
        // 1,024 values: standard errors of 0.0016 and 0.0011
        assertThat(mean).isCloseTo(0.25, within(0.006));
        assertThat(Math.sqrt(squares)).isCloseTo(0.05, within(0.005));
        float[] much = input(new Domain("much", List.of(new Transform.Noise(1))).of(GREY), 0);
        for (float value : much) {
            assertThat(value).isBetween(0f, 1f);
        }
        assertThat(much).contains(0f, 1f);
    }

    @Test
    void transformsMustFit() {
        var coloured = new Domain("flat", List.of(new Transform.Normalize(List.of(0.1, 0.2), List.of(1.0, 1.0))));
        assertThatThrownBy(() -> coloured.of(GREY)).isInstanceOf(DataException.class);
    }

    private static float[] input(Dataset data, int index) {
        var pixels = new float[data.inputSize()];
        data.readInput(index, pixels, 0);
        return pixels;
    }

    /// Pictures of one grey, each labelled by its number.
    private static Dataset grey() {
        var inputs = new float[10 * SIDE * SIDE];
        Arrays.fill(inputs, 0.25f);
        List<String> names = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        var numbers = new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        return new TensorDataset("grey", List.of(1, SIDE, SIDE), names, 1, inputs, numbers);
    }
}
