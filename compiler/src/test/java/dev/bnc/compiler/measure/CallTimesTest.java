package dev.bnc.compiler.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CallTimesTest {
    @Test
    void quantilesLieBetweenCalls() {
        var times = new CallTimes(new double[] {4, 1, 3, 2});
        assertThat(times.quantile(0)).isEqualTo(1);
        assertThat(times.median()).isEqualTo(2.5);
        assertThat(times.quantile(1)).isEqualTo(4);
        assertThat(times.sum()).isEqualTo(10);
        assertThat(times.seconds()).containsExactly(4, 1, 3, 2);
    }

    @Test
    void noCallsHaveNoMedian() {
        assertThatThrownBy(() -> new CallTimes(new double[0]).median()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void steadyWhereMostOfElevenCallsAreFast() {
        double[] seconds = new double[40];
        Arrays.fill(seconds, 1);
        Arrays.fill(seconds, 0, 20, 5);
        seconds[30] = 100;
        assertThat(new CallTimes(seconds).steadyFrom(1)).hasValue(20 - 5 + 1);
        assertThat(new CallTimes(seconds).steadyFrom(0.5)).isEmpty();
    }

    @Test
    void fewCallsMaySteadyToo() {
        assertThat(new CallTimes(new double[] {1, 1, 1}).steadyFrom(1)).hasValue(1);
    }

    @Test
    void callsAreJoinedAndCutInOrder() {
        var all = new CallTimes(new double[] {3}).followedBy(new CallTimes(new double[] {1, 2}));
        assertThat(all.seconds()).containsExactly(3, 1, 2);
        assertThat(all.first(2).seconds()).containsExactly(3, 1);
    }
}
