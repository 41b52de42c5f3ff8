package dev.bnc.bench.measure;

import java.util.Arrays;

/// Times of calls as they come in.
final class Calls {
    private long[] nanoseconds = new long[1024];
    private int count;

    void add(long time) {
        if (count == nanoseconds.length) {
            nanoseconds = Arrays.copyOf(nanoseconds, 2 * count);
        }
        nanoseconds[count] = time;
        count++;
    }

    Times times() {
        return Times.of(Arrays.copyOf(nanoseconds, count));
    }
}
