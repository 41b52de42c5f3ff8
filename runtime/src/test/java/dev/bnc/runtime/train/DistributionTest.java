package dev.bnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.program.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void valuesOfABatch() {
        // [2, 3, 2]: the second unit is always 0, the third differs in one place only
        float[] arena = {9, 1, 2, 0, 0, 5, 5, 3, 4, 0, 0, 5, 6, 9};
        Distribution found = Distribution.of(new Slot("probe.0", List.of(2, 3, 2), 1), arena);
        assertThat(found.mean()).isCloseTo(31 / 12.0, within(1e-12));
        assertThat(found.variance()).isCloseTo(141 / 12.0 - Math.pow(31 / 12.0, 2), within(1e-12));
        assertThat(found.units()).isEqualTo(3);
        assertThat(found.dead()).isEqualTo(1);
        assertThat(found.least()).isEqualTo(0);
        assertThat(found.most()).isEqualTo(6);
        assertThat(found.counts()).hasSize(30);
        assertThat(found.counts().getFirst()).isEqualTo(4);
        assertThat(found.counts().get(5)).isEqualTo(1);
        assertThat(found.counts().get(25)).isEqualTo(3);
        assertThat(found.counts().getLast()).isEqualTo(1);
        assertThat(found.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(12);
    }

    @Test
    void equalAndInfiniteValues() {
        float[] equal = {2, 2, 2, 2};
        Distribution same = Distribution.of(new Slot("p", List.of(2, 2), 0), equal);
        assertThat(same.dead()).isEqualTo(2);
        assertThat(same.variance()).isZero();
        assertThat(same.counts().getFirst()).isEqualTo(4);
        float[] wild = {1, Float.POSITIVE_INFINITY, 2, Float.NaN};
        Distribution infinite = Distribution.of(new Slot("p", List.of(2, 2), 0), wild);
        assertThat(infinite.counts()).isEmpty();
        assertThat(infinite.dead()).isZero();
        assertThat(infinite.mean()).isNaN();
    }
}
