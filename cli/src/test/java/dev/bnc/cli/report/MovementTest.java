package dev.bnc.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MovementTest {
    @Test
    void aDistributionThatStaysDoesNotMove() {
        Movement movement = Movement.of(bands(100, i -> new RunData.Band(i, -1, 0.5, 3)));
        assertThat(movement.path()).hasValue(0);
        assertThat(movement.widening()).hasValue(1);
    }

    @Test
    void aDistributionThatWandersTravelsTheSumOfItsWays() {
        // 20 stretches of 5: the median stands at 0, 2, 0, 2, ...; the spread is 4.
        Movement movement = Movement.of(bands(100, i -> {
            double median = i / 5 % 2 == 0 ? 0 : 2;
            return new RunData.Band(i, median - 1, median, median + 3);
        }));
        assertThat(movement.path().orElseThrow()).isCloseTo(19 * 2 / 4.0, within(1e-12));
        assertThat(movement.widening().orElseThrow()).isCloseTo(1, within(1e-12));
    }

    @Test
    void wideningIsTheWidestOverTheNarrowest() {
        Movement movement = Movement.of(bands(20, i -> new RunData.Band(i, -1 - i, 0, 1 + i)));
        assertThat(movement.widening().orElseThrow()).isCloseTo(20, within(1e-12));
    }

    @Test
    void noiseOfTheBatchesIsNoMovement() {
        var random = new Random(5);
        Movement movement = Movement.of(bands(2000, i -> {
            double noise = 0.1 * random.nextGaussian();
            return new RunData.Band(i, noise - 1, noise, noise + 1);
        }));
        // The medians themselves vary by 2000 * 0.1 * 2 / sqrt(pi), which are 110 spreads.
        assertThat(movement.path().orElseThrow()).isLessThan(0.3);
    }

    @Test
    void whatIsNotThereHasNoMovement() {
        assertThat(Movement.of(List.of()).path()).isEmpty();
        assertThat(Movement.of(bands(1, i -> new RunData.Band(i, 0, 1, 2))).path())
                .isEmpty();
        assertThat(Movement.of(bands(9, i -> new RunData.Band(i, 1, 1, 1))).path())
                .isEmpty();
        assertThat(Movement.of(bands(9, i -> new RunData.Band(i, Double.NaN, 1, 1)))
                        .widening())
                .isEmpty();
    }

    private static List<RunData.Band> bands(int count, IntFunction<RunData.Band> band) {
        return IntStream.range(0, count).mapToObj(band).toList();
    }
}
