package dev.bnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final int STEPS_PER_EPOCH = 10;

    @Test
    void stairsAndDecays() {
        var stairs = new Schedule.Step(0.5, Span.epochs(2));
        assertThat(factors(stairs, 0, 19, 20, 39, 40)).containsExactly(1, 1, 0.5, 0.5, 0.25);
        var decay = new Schedule.Exponential(0.25, Span.steps(4));
        assertThat(factors(decay, 0, 2, 4, 8)).containsExactly(1, 0.5, 0.25, 0.0625);
        assertThat(factors(new Schedule.Exponential(0.25, Span.epochs(2)), 9, 10, 19, 20))
                .containsExactly(1, 0.5, 0.5, 0.25);
    }

    @Test
    void cosineAndPolynomialEndAtTheirFloor() {
        var cosine = new Schedule.Cosine(Span.steps(100), 0.1);
        assertThat(factors(cosine, 0, 100, 1000)).containsExactly(1, 0.1, 0.1);
        assertThat(factors(cosine, 50)[0]).isCloseTo(0.55, within(1e-15));
        var polynomial = new Schedule.Polynomial(2, Span.steps(4), 0);
        assertThat(factors(polynomial, 0, 1, 2, 3, 4, 5)).containsExactly(1, 0.5625, 0.25, 0.0625, 0, 0);
    }

    @Test
    void oneCycleIsTheOneOfPytorch() {
        // OneCycleLR(max_lr=1, total_steps=10, pct_start=0.4), worked out by its documentation: top at step 3, end at
        // 9.
        var cycle = new Schedule.OneCycle(Span.epochs(1), 0.4, 0.04, 4e-6);
        assertThat(factors(cycle, 0, 1, 2, 3, 6, 9, 10))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(0.04, 0.28, 0.76, 1.0, 0.500002, 4e-6, 4e-6);
        assertThat(factors(new Schedule.OneCycle(Span.steps(10), 0, 0.04, 0), 0, 9))
                .containsExactly(1, 0);
        assertThat(factors(new Schedule.OneCycle(Span.steps(1), 0.3, 0.04, 0), 0, 1))
                .containsExactly(1, 0);
        assertThat(factors(new Schedule.OneCycle(Span.steps(10), 1, 0.5, 0), 0, 9))
                .containsExactly(0.5, 0);
    }

    @Test
    void warmUpStartsTheOthersClock() {
        var warm = new Schedule.WarmUp(0.2, Span.steps(4), new Schedule.Step(0.5, Span.steps(2)));
        assertThat(factors(warm, 0, 1, 2, 4, 5, 6))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(0.2, 0.4, 0.6, 1.0, 1.0, 0.5);
    }

    @Test
    void whatFollowsAWarmUpEndsWithTrainingWhateverIsCounted() {
        var rest = new Remainder(Span.epochs(2), Span.steps(4));
        var warm = new Schedule.WarmUp(0, Span.steps(4), new Schedule.Polynomial(1, rest, 0));
        assertThat(factors(warm, 4, 8, 12, 20)).containsExactly(1, 0.75, 0.5, 0);
        var rising = new Remainder(Span.steps(25), Span.epochs(2));
        assertThat(factors(new Schedule.Cosine(rising, 0.5), 0, 5, 6)).containsExactly(1, 0.5, 0.5);
        assertThat(new Remainder(Span.steps(4), Span.epochs(2)).inSteps(STEPS_PER_EPOCH))
                .isEqualTo(1);
        assertThat(rest).hasToString("2 epochs less 4 steps");
    }

    @Test
    void plateausCutTheRateDownToTheFloor() {
        var patience = new Patience(Patience.Measure.LOSS, Span.steps(5), 0);
        var plateau = new Schedule.Plateau(0.5, patience, 0.2);
        var warm = new Schedule.WarmUp(0, Span.steps(4), plateau);
        assertThat(warm.watched()).contains(patience);
        assertThat(new Schedule.Constant().watched()).isEmpty();
        double[] factors = {1, 0.5, 0.25, 0.2, 0.2};
        for (int cuts = 0; cuts < factors.length; cuts++) {
            assertThat(plateau.factor(new Moment(7, STEPS_PER_EPOCH, cuts))).isEqualTo(factors[cuts]);
            assertThat(warm.factor(new Moment(7, STEPS_PER_EPOCH, cuts))).isEqualTo(factors[cuts]);
        }
        assertThat(warm.factor(new Moment(1, STEPS_PER_EPOCH, 2))).isEqualTo(0.25);
    }

    @Test
    void spansCountStepsOrEpochs() {
        assertThat(Span.epochs(3).inSteps(7)).isEqualTo(21);
        assertThat(Span.epochs(3)).hasToString("3 epochs");
    }

    @Test
    void stepsAreCountedAsFarAsFloatsCan() {
        TrainSettings settings = TrainedBlobs.settings();
        long[] steps = {0, 1, (1 << 24) - 1, 1 << 24, (1 << 24) + 1, 10L << 24};
        for (long step : steps) {
            double value = StepScalars.STEP.value(settings, at(step));
            assertThat((double) (float) value).isEqualTo(value);
            assertThat(value > 0).isEqualTo(step > 0);
            assertThat(value).isNotEqualTo(StepScalars.STEP.value(settings, at(step + 1)));
        }
    }

    @Test
    void initialValuesFollowTheirInitializerAndName() {
        StateLayout one = layout(new Initializer.Uniform(0.5), "a");
        float[] values = InitialState.of(one, 1);
        double sum = 0;
        for (float value : values) {
            assertThat(value).isBetween(-0.5f, 0.5f);
            sum += value;
        }
        assertThat(sum / values.length).isBetween(-0.02, 0.02);
        assertThat(InitialState.of(one, 1)).isEqualTo(values);
        assertThat(InitialState.of(one, 2)).isNotEqualTo(values);
        assertThat(InitialState.of(layout(new Initializer.Uniform(0.5), "b"), 1))
                .isNotEqualTo(values);
        double squares = 0;
        for (float value : InitialState.of(layout(new Initializer.TruncatedNormal(3), "a"), 1)) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(6);
            squares += value * value;
        }
        // The variance of a normal number cut at two deviations is 0.774.
        assertThat(squares / values.length / 9).isBetween(0.74, 0.81);
    }

    private static StateLayout layout(Initializer initializer, String name) {
        return new StateLayout(List.of(new StateTensor(name, List.of(5000), Role.WEIGHT, initializer, 0)));
    }

    private static Moment at(long step) {
        return new Moment(step, STEPS_PER_EPOCH, 0);
    }

    private static double[] factors(Schedule schedule, long... steps) {
        return Arrays.stream(steps)
                .mapToDouble(step -> schedule.factor(at(step)))
                .toArray();
    }
}
