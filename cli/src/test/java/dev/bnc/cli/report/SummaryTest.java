package dev.bnc.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private final RunData run = Comparisons.run("a", 1);

    @Test
    void theFirstValidationCountsThatIsGoodEnough() {
        assertThat(Summary.of(run, OptionalDouble.of(0.9)).reached()).isEqualTo(OptionalLong.of(50));
        assertThat(Summary.of(run, OptionalDouble.of(0.96)).reached()).isEmpty();
        assertThat(Summary.of(run, OptionalDouble.empty()).reached()).isEmpty();
    }

    @Test
    void theGapIsTestLossMinusTheLastEpochsTrainLoss() {
        Summary summary = Summary.of(run, OptionalDouble.empty());
        double trainLoss = IntStream.rangeClosed(76, 100)
                .mapToDouble(i -> 2.0 / i)
                .average()
                .orElseThrow();
        assertThat(summary.trainLoss().orElseThrow()).isCloseTo(trainLoss, within(1e-12));
        assertThat(summary.gap().orElseThrow()).isCloseTo(0.3 - trainLoss, within(1e-12));
    }

    @Test
    void timesAreThoseOfTheSteps() {
        Summary summary = Summary.of(run, OptionalDouble.empty());
        assertThat(summary.secondsPerStep()).hasValue(0.02);
        assertThat(summary.waiting()).hasValue(0.05);
    }

    @Test
    void csvNamesAndQuotes() {
        Comparison comparison = Comparisons.two("t", "a,\"b\"", "plain");
        List<String> lines = Results.csv(comparison).lines().toList();
        assertThat(lines.getFirst())
                .startsWith("run,status,steps,steps_to_accuracy,")
                .endsWith(",published_steps,h.sigmoid.in movement,h.sigmoid.in movement of the first unit");
        assertThat(lines.get(1))
                .startsWith("\"a,\"\"b\"\"\",finished,100,50,0.95,0.95,100,")
                .contains(",0.975,1234567,");
        assertThat(lines.get(2)).startsWith("plain,finished,100,,0.76");
    }

    @Test
    void theHeadlineSaysWhoIsFirst() {
        assertThat(Headline.of(Comparisons.two("t", "base", "plain")))
                .containsExactly(
                        "base reaches 90 % test accuracy after 50 steps.",
                        "plain does not reach 90 % in 100 steps.", "The best test accuracy is 95.00 %, of base.");
        assertThat(Headline.of(Comparisons.two("t", "base", "plain").withAccuracy(0.7))
                        .getFirst())
                .isEqualTo("base reaches 70 % test accuracy after 20 steps, plain after 40 (2.0 times as many).");
    }

    @Test
    void theHeadlineOfManyRunsCountsThem() {
        List<RunData> runs = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> Comparisons.run("run" + i, i <= 5 ? 0.5 : 1 - 0.01 * i))
                .toList();
        Comparison two = Comparisons.two("t", "base", "plain");
        var many = new Comparison("t", runs, two.accuracy(), two.source(), two.published(), two.command());
        assertThat(Headline.of(many.withAccuracy(0.8)))
                .containsExactly(
                        "run6 is the first to reach 80 % test accuracy, after 40 steps; 2 others do, too, and 5 do not.",
                        "The best test accuracy is 89.30 %, of run6.");
        assertThat(Headline.of(many.withAccuracy(0.99)))
                .startsWith("None of 8 runs reaches 99 % test accuracy.")
                .hasSize(2);
    }

    @Test
    void numbersReadWell() {
        assertThat(Shown.threshold(0.975)).isEqualTo("97.5 %");
        assertThat(Shown.threshold(0.07)).isEqualTo("7 %");
        assertThat(Shown.time(OptionalDouble.of(0.00042))).isEqualTo("0.42 ms");
        assertThat(Shown.time(OptionalDouble.of(5400))).isEqualTo("1 h 30 min");
        assertThat(Shown.count(1234567)).isEqualTo("1,234,567");
    }
}
