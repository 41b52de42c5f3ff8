package dev.bnc.runtime.train;

import dev.bnc.runtime.program.Slot;
import java.util.ArrayList;
import java.util.List;

/// How the values of one batch are distributed, besides their percentiles.
///
/// @param variance their mean squared distance from `mean`
/// @param units how many units or channels they are of
/// @param dead how many of these gave one and the same value for the whole batch, as a rectifier does that nothing passes
/// @param least the smallest value, where the first bin begins
/// @param most the largest value, where the last bin ends
/// @param counts values in each of some bins of equal width; none if some value is not finite
record Distribution(double mean, double variance, int units, int dead, float least, float most, List<Long> counts) {
    private static final int BINS = 30;
    private static final int FIRST_POSITION = 2;

    Distribution {
        counts = List.copyOf(counts);
    }

    /// Of a program's output `[n, c, ...]`, in double, in the order of its values.
    static Distribution of(Slot slot, float[] arena) {
        int from = slot.offset();
        int to = from + slot.size();
        double sum = 0;
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            sum += arena[i];
            least = Math.min(least, arena[i]);
            most = Math.max(most, arena[i]);
        }
        double mean = sum / slot.size();
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (arena[i] - mean) * (arena[i] - mean);
        }
        boolean finite = Float.isFinite(least) && Float.isFinite(most);
        return new Distribution(
                mean,
                squares / slot.size(),
                slot.shape().get(1),
                dead(slot, arena),
                least,
                most,
                finite ? counts(slot, arena, least, most) : List.of());
    }

    private static List<Long> counts(Slot slot, float[] arena, float least, float most) {
        var counts = new int[BINS];
        double scale = most > least ? BINS / ((double) most - least) : 0;
        for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
            counts[Math.min(BINS - 1, (int) ((arena[i] - (double) least) * scale))]++;
        }
        var list = new ArrayList<Long>();
        for (int count : counts) {
            list.add((long) count);
        }
        return list;
    }

    // Most units differ from their first value soon.
    private static int dead(Slot slot, float[] arena) {
        int units = slot.shape().get(1);
        int positions = slot.shape().stream().skip(FIRST_POSITION).reduce(1, Math::multiplyExact);
        int dead = 0;
        for (int unit = 0; unit < units; unit++) {
            dead += isDead(slot, arena, unit, positions) ? 1 : 0;
        }
        return dead;
    }

    private static boolean isDead(Slot slot, float[] arena, int unit, int positions) {
        int example = slot.size() / slot.shape().getFirst();
        int first = slot.offset() + unit * positions;
        for (int start = first; start < slot.offset() + slot.size(); start += example) {
            for (int i = start; i < start + positions; i++) {
                if (arena[i] != arena[first]) {
                    return false;
                }
            }
        }
        return true;
    }
}
