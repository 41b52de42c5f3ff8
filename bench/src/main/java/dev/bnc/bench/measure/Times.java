package dev.bnc.bench.measure;

import java.util.Arrays;

/// How long the calls of one engine took.
public final class Times {
    private final double[] sorted;

    private Times(double[] sorted) {
        this.sorted = sorted;
    }

    /// Times in nanoseconds, in any order.
    ///
    /// @throws IllegalArgumentException if there are none
    static Times of(long[] nanoseconds) {
        if (nanoseconds.length == 0) {
            throw new IllegalArgumentException("no times");
        }
        double[] seconds =
                Arrays.stream(nanoseconds).mapToDouble(t -> 1e-9 * t).sorted().toArray();
        return new Times(seconds);
    }

    /// Number of calls.
    public int calls() {
        return sorted.length;
    }

    /// Half of the calls took at most this many seconds.
    public double median() {
        return quantile(0.5);
    }

    /// The time in seconds that the share `q` of the calls did not exceed; between two calls, in proportion.
    public double quantile(double q) {
        double place = q * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
