package dev.bnc.runtime.kernel;

import static dev.bnc.runtime.kernel.Implementations.OFFSET;
import static dev.bnc.runtime.kernel.Implementations.inPieces;
import static dev.bnc.runtime.kernel.Implementations.room;
import static dev.bnc.runtime.kernel.Implementations.shifted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Copies between layouts, fills and dropout masks: exact.
class LayoutKernelsTest {
    static Stream<Kernels> kernels() {
        return Implementations.all();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void movesChannelsLastAndBack(Kernels kernels) {
        float[] x = Numbers.normal(2 * 3 * 35, 1);
        float[] last = room(x.length);
        StridedCopy there = StridedCopy.toChannelsLast(2, 3, 35);
        inPieces(there.count(), (from, to) -> kernels.copy(shifted(x), OFFSET, last, OFFSET, there, from, to));
        Numbers.assertGuarded("channels last", last, OFFSET, x.length);
        for (int i = 0; i < x.length; i++) {
            int n = i / 105;
            int c = i / 35 % 3;
            assertThat(last[OFFSET + n * 105 + i % 35 * 3 + c]).isEqualTo(x[i]);
        }
        float[] back = room(x.length);
        StridedCopy again = StridedCopy.toChannelsFirst(2, 3, 35);
        inPieces(again.count(), (from, to) -> kernels.copy(last, OFFSET, back, OFFSET, again, from, to));
        assertThat(back).containsExactly(shifted(x));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void copiesFiveDimensions(Kernels kernels) {
        int[] sizes = {2, 3, 2, 4, 5};
        int[] source = {1, 240, 2, 4, 16};
        int[] target = {120, 40, 20, 5, 1};
        float[] x = Numbers.normal(1000, 1);
        float[] y = room(240);
        StridedCopy copy = StridedCopy.of(sizes, source, target);
        inPieces(copy.count(), (from, to) -> kernels.copy(x, 0, y, OFFSET, copy, from, to));
        Numbers.assertGuarded("copy", y, OFFSET, 240);
        for (int i = 0; i < 240; i++) {
            int from = i / 120 * source[0]
                    + i / 40 % 3 * source[1]
                    + i / 20 % 2 * source[2]
                    + i / 5 % 4 * source[3]
                    + i % 5 * source[4];
            assertThat(y[OFFSET + i]).isEqualTo(x[from]);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void copiesASliceOfRows(Kernels kernels) {
        float[] x = Numbers.normal(7 * 4, 1);
        float[] y = new float[7 * 9];
        StridedCopy copy = StridedCopy.rows(7, 4, 4, 9);
        inPieces(copy.count(), (from, to) -> kernels.copy(x, 0, y, 3, copy, from, to));
        for (int i = 0; i < y.length; i++) {
            int column = i % 9 - 3;
            assertThat(y[i]).isEqualTo(column < 0 || column >= 4 ? 0 : x[i / 9 * 4 + column]);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void movesAFilterOfAnySize(Kernels kernels) {
        for (int[] size : new int[][] {{9, 64, 40}, {25, 1, 6}, {1, 300, 20}, {4, 3, 5}, {1, 1, 1}}) {
            int taps = size[0];
            int in = size[1];
            int out = size[2];
            float[] x = Numbers.normal(taps * in * out, 1);
            float[] y = room(x.length);
            // [taps, in, out] to [out, in, taps]
            StridedCopy copy = StridedCopy.of(
                    new int[] {out, in, taps}, new int[] {1, out, in * out}, new int[] {in * taps, taps, 1});
            inPieces(copy.count(), (from, to) -> kernels.copy(x, 0, y, OFFSET, copy, from, to));
            Numbers.assertGuarded("filter", y, OFFSET, x.length);
            for (int i = 0; i < x.length; i++) {
                int to = i % out * in * taps + i / out % in * taps + i / out / in;
                assertThat(y[OFFSET + to]).isEqualTo(x[i]);
            }
        }
    }

    @Test
    void copiesAreValues() {
        assertThat(StridedCopy.rows(7, 4, 4, 9)).isEqualTo(StridedCopy.rows(7, 4, 4, 9));
        assertThat(StridedCopy.rows(7, 4, 4, 9)).isNotEqualTo(StridedCopy.rows(7, 4, 4, 8));
        assertThatThrownBy(() -> StridedCopy.of(new int[6], new int[6], new int[6]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void fills(Kernels kernels) {
        float[] y = room(20);
        inPieces(20, (from, to) -> kernels.fill(y, OFFSET, 2.5f, from, to));
        Numbers.assertGuarded("fill", y, OFFSET, 20);
        for (int i = 0; i < 20; i++) {
            assertThat(y[OFFSET + i]).isEqualTo(2.5f);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void masksHoldWhatDropoutSays(Kernels kernels) {
        for (float rate : new float[] {0, 0.25f, 0.5f, 0.9f}) {
            Dropout dropout = new Dropout(rate, 7, 3);
            float[] y = room(1000);
            inPieces(1000, (from, to) -> kernels.dropoutMask(new float[] {0, 41}, 1, y, OFFSET, dropout, from, to));
            Numbers.assertGuarded("mask", y, OFFSET, 1000);
            for (int i = 0; i < 1000; i++) {
                assertThat(y[OFFSET + i]).isEqualTo(dropout.mask(41, i));
            }
        }
    }

    @Test
    void masksAreFairAndIndependent() {
        // Four standard deviations of the share of a million fair coins.
        double tolerance = 4 * 0.5 / Math.sqrt(1e6);
        Dropout dropout = new Dropout(0.5f, 7, 3);
        Dropout[] others = {new Dropout(0.5f, 8, 3), new Dropout(0.5f, 7, 4), dropout, dropout};
        int[] steps = {1, 1, 2, 1};
        int[] shifts = {0, 0, 0, 1};
        for (int k = 0; k < others.length; k++) {
            int kept = 0;
            int same = 0;
            for (int i = 0; i < 1_000_000; i++) {
                float mask = dropout.mask(1, i);
                kept += mask > 0 ? 1 : 0;
                same += mask == others[k].mask(steps[k], i + shifts[k]) ? 1 : 0;
            }
            assertThat(kept / 1e6).isBetween(0.5 - tolerance, 0.5 + tolerance);
            assertThat(same / 1e6).as("against other %d", k).isBetween(0.5 - tolerance, 0.5 + tolerance);
        }
        assertThatThrownBy(() -> new Dropout(1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
