package dev.bnc.bench.measure;

import dev.bnc.bench.engine.Contender;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measures contenders in turns: in each round each of them is called again and again for a while, and each call is timed.
/// So whatever slows the machine down for some seconds slows all of them alike.
///
/// @param rounds how many turns each contender has
/// @param turn time of one turn; one call at least
/// @param warmUp time of calls before the first round, for HotSpot and for caches of weights; longer if it takes longer
public record Rounds(int rounds, Duration turn, Duration warmUp) {
    private static final int LEAST_WARM_UP = 2;
    private static final int STRETCHES = 3;
    private static final int MOST_STRETCHES = 40;
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
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        double before = Double.POSITIVE_INFINITY;
        for (int stretch = 0; stretch < MOST_STRETCHES; stretch++) {
            long compiled = compiler.getTotalCompilationTime();
            var calls = new Calls();
            call(contender, warmUp.toNanos() / STRETCHES, LEAST_WARM_UP, calls);
            double now = calls.times().median();
            boolean steady = now > 0.9 * before && compiler.getTotalCompilationTime() == compiled;
            if (stretch >= STRETCHES - 1 && steady) {
                return;
            }
            before = now;
        }
    }

    private void turn(Contender contender, Calls calls) {
        Idle.await();
        call(contender, turn.toNanos() / UNTIMED, 1, new Calls());
        call(contender, turn.toNanos(), 1, calls);
    }

    private static void call(Contender contender, long nanoseconds, int least, Calls calls) {
        contender.enter();
        long start = System.nanoTime();
        long end = start;
        for (int i = 0; i < least || end - start < nanoseconds; i++) {
            long before = System.nanoTime();
            contender.run();
            end = System.nanoTime();
            calls.add(end - before);
        }
        contender.leave();
    }
}
