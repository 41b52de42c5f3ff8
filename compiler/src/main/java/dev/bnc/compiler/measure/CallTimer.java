package dev.bnc.compiler.measure;

import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import java.time.Duration;
import java.util.Arrays;

/// Calls a program and notes how long each call takes.
record CallTimer(Program program, Memory memory, WorkerPool pool) {
    /// Calls that are remembered; more are not made.
    private static final int MOST_CALLS = 1 << 20;

    private static final int MOST_STRETCHES = 10;

    /// Calls for so long, and longer while that makes the program faster by a tenth, up to ten times as long.
    CallTimes warmUp(Duration length) {
        CallTimes all = calls(Duration.ZERO);
        double before = Double.POSITIVE_INFINITY;
        for (int stretch = 0; stretch < MOST_STRETCHES; stretch++) {
            CallTimes now = calls(length);
            all = all.followedBy(now);
            if (now.median() > 0.9 * before) {
                break;
            }
            before = now.median();
        }
        return all;
    }

    /// Calls for so long, once at least.
    CallTimes calls(Duration length) {
        var seconds = new double[MOST_CALLS];
        int count = 0;
        long start = System.nanoTime();
        long end = start;
        while (count == 0 || (end - start < length.toNanos() && count < MOST_CALLS)) {
            long before = System.nanoTime();
            program.run(memory, pool);
            end = System.nanoTime();
            seconds[count] = 1e-9 * (end - before);
            count++;
        }
        return new CallTimes(Arrays.copyOf(seconds, count));
    }
}
