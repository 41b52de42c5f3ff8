package dev.bnc.runtime.embed;

/// Probabilities of classes from their logits, in float64 and without an array of their own.
public final class Softmax {
    private Softmax() {}

    /// Index of the largest of `count` logits from `from`; the first if there are several, 0 if all are NaN.
    public static int largest(float[] logits, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (logits[from + i] > logits[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /// Sum of `exp(logit - largest)`: what the probabilities have in common.
    public static double sum(float[] logits, int from, int count) {
        double largest = logits[from + largest(logits, from, count)];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(logits[from + i] - largest);
        }
        return sum;
    }

    /// Indices of the `k` largest logits, the largest first; of equal ones the one that comes first.
    public static int[] top(float[] logits, int from, int count, int k) {
        var best = new int[Math.clamp(k, 0, count)];
        for (int i = 0; i < count; i++) {
            int place = Math.min(i, best.length);
            while (place > 0 && logits[from + i] > logits[from + best[place - 1]]) {
                place--;
            }
            if (place < best.length) {
                int moved = Math.min(i, best.length - 1) - place;
                System.arraycopy(best, place, best, place + 1, moved);
                best[place] = i;
            }
        }
        return best;
    }
}
