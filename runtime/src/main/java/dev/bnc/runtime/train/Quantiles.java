package dev.bnc.runtime.train;

import dev.bnc.runtime.program.Slot;
import java.util.Arrays;
import java.util.List;

/// Percentiles of a program's output, exactly: between two values they are interpolated linearly, as NumPy does.
final class Quantiles {
    private static final int FIRST_POSITION = 2;

    private Quantiles() {}

    /// Percentiles of all values, in the order of `percents`.
    static double[] ofAll(Slot slot, float[] arena, List<Double> percents) {
        return of(Arrays.copyOfRange(arena, slot.offset(), slot.offset() + slot.size()), percents);
    }

    /// Percentiles of the values of the first unit or channel.
    static double[] ofFirstUnit(Slot slot, float[] arena, List<Double> percents) {
        int examples = slot.shape().getFirst();
        int positions = slot.shape().stream().skip(FIRST_POSITION).reduce(1, Math::multiplyExact);
        int example = slot.size() / examples;
        var values = new float[examples * positions];
        for (int e = 0; e < examples; e++) {
            System.arraycopy(arena, slot.offset() + e * example, values, e * positions, positions);
        }
        return of(values, percents);
    }

    private static double[] of(float[] values, List<Double> percents) {
        Arrays.sort(values);
        return percents.stream().mapToDouble(p -> at(values, p)).toArray();
    }

    private static double at(float[] sorted, double percent) {
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * ((double) sorted[above] - sorted[below]);
    }
}
