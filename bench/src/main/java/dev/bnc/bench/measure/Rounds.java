package dev.bnc.bench.measure;

import dev.bnc.bench.engine.Contender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measures contenders in turns: in each round each of them is called again and again for a while, and each call is timed.
/// So whatever slows the machine down for some seconds slows all of them alike.
///
/// @param rounds how many turns each contender has
/// @param turn time of one turn; one call at least
/// @param warmUp time of calls before the first round, for the JIT and for caches of weights; three calls at least
public record Rounds(int rounds, Duration turn, Duration warmUp) {
    private static final int LEAST_WARM_UP = 3;
    /// Share of a turn before its timed calls: caches and predictors have forgotten the net since the last turn.
    private static final int UNTIMED = 10;

    /// The times of each contender, in their order.
    public List<Times> measure(List<? extends Contender> contenders) {
        for (Contender contender : contenders) {
            call(contender, warmUp.toNanos(), LEAST_WARM_UP, new Calls());
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
