package dev.bnc.compiler.measure;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Seconds that calls took, in their order.
public record CallTimes(double[] seconds) {
    /// Calls that are looked at together: one that was interrupted by other processes says nothing.
    private static final int TOGETHER = 11;
    /// As fast as ever, up to this factor.
    private static final double STEADY = 1.1;

    /// Number of calls.
    public int count() {
        return seconds.length;
    }

    /// Time that the share `q` of the calls did not exceed; between two calls, in proportion.
    ///
    /// @throws IllegalStateException if there are no calls
    public double quantile(double q) {
        if (seconds.length == 0) {
            throw new IllegalStateException("no calls");
        }
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        double place = q * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /// Half of the calls took at most this long.
    public double median() {
        return quantile(0.5);
    }

    /// Together.
    public double sum() {
        return Arrays.stream(seconds).sum();
    }

    /// These calls and then others.
    public CallTimes followedBy(CallTimes others) {
        double[] all = Arrays.copyOf(seconds, seconds.length + others.seconds.length);
        System.arraycopy(others.seconds, 0, all, seconds.length, others.seconds.length);
        return new CallTimes(all);
    }

    /// The first `count` calls.
    public CallTimes first(int count) {
        return new CallTimes(Arrays.copyOf(seconds, count));
    }

    /// The number of the call, counted from 1, from which on calls took about `usual` seconds, if they ever did: of the
    /// eleven from there on, most were at most a tenth slower.
    public OptionalInt steadyFrom(double usual) {
        int together = Math.min(TOGETHER, seconds.length);
        return IntStream.rangeClosed(0, seconds.length - together)
                .filter(start -> slow(start, start + together, STEADY * usual) <= together / 2)
                .map(start -> start + 1)
                .findFirst();
    }

    private long slow(int from, int to, double limit) {
        return Arrays.stream(seconds, from, to).filter(s -> s > limit).count();
    }
}
