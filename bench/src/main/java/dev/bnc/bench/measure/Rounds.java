package dev.bnc.bench.measure;

import dev.bnc.bench.engine.Contender;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Measures contenders in turns: in each round each of them is called again and again for a while, and each call is timed.
/// So whatever slows the machine down for some seconds slows all of them alike.
///
/// @param rounds how many turns each contender has
/// @param turn time of one turn; one call at least
/// @param warmUp of calls before the first round, for HotSpot and for caches of weights, in time of the processor; longer
///     while HotSpot compiles
public record Rounds(int rounds, Duration turn, Duration warmUp) {
    /// The clock of the warm-up: what HotSpot compiles depends on how much was computed, not on how long that took.
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final int STRETCHES = 3;
    private static final int MOST_STRETCHES = 100;
    /// Share of a turn before its timed calls: caches and predictors have forgotten the net since the last turn.
    private static final int UNTIMED = 10;

    /// The times of each contender, in their order.
    public List<Times> measure(List<? extends Contender> contenders) {
        for (Contender contender : contenders) {
            warmUp(contender);
        }
        List<Calls> calls = new ArrayList<>();
        contenders.forEach(_ -> calls.add(new Calls()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                turn(contenders.get(i), calls.get(i));
            }
        }
        return calls.stream().map(Calls::times).toList();
    }

    /// Goes on while HotSpot still compiles, or while calls get faster by a tenth from one stretch to the next.
    private void warmUp(Contender contender) {
        double before = Double.POSITIVE_INFINITY;
        for (int stretch = 0; stretch < MOST_STRETCHES; stretch++) {
            var calls = new Calls();
            call(contender, THREADS::getCurrentThreadCpuTime, warmUp.toNanos() / STRETCHES, calls);
            double now = calls.times().median();
            boolean steady = now > 0.9 * before && !HotSpot.compiling();
            if (stretch >= STRETCHES - 1 && steady) {
                return;
            }
            before = now;
        }
    }

    private void turn(Contender contender, Calls calls) {
        Idle.await();
        call(contender, System::nanoTime, turn.toNanos() / UNTIMED, new Calls());
        call(contender, System::nanoTime, turn.toNanos(), calls);
    }

    /// Calls once at least, and until `nanoseconds` have passed on a clock.
    private static void call(Contender contender, LongSupplier clock, long nanoseconds, Calls calls) {
        contender.enter();
        long end = clock.getAsLong() + nanoseconds;
        do {
            long before = System.nanoTime();
            contender.run();
            calls.add(System.nanoTime() - before);
        } while (clock.getAsLong() < end);
        contender.leave();
    }
}
