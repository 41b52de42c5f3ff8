package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Unit;
import dev.bnc.runtime.train.Patience;
import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads stretches of training: `100 steps`, `10 epochs`, `2 h`.
final class Spans {
    private static final double LONGEST = 1e12;

    private Spans() {}

    /// Steps or epochs.
    static Span span(Given given) {
        return steps(given, given.datum())
                .orElseThrow(() -> given.expected("a number of steps or epochs, such as `10 epochs`"));
    }

    /// `60 epochs`, `2 h`, or several joined by `or`, with `plateau(5 epochs)` as a further one.
    static Stop stop(Given given, PatienceReader patience) {
        List<Datum> parts = given.datum() instanceof Datum.Alternatives any ? any.items() : List.of(given.datum());
        Optional<Span> span = Optional.empty();
        Optional<Duration> limit = Optional.empty();
        Optional<Patience> early = Optional.empty();
        for (Datum part : parts) {
            if (part instanceof Datum.Call && early.isEmpty()) {
                early = Optional.of(patience.end(given.part(part)));
                continue;
            }
            Optional<Span> steps = steps(given, part);
            Optional<Duration> time = time(part);
            boolean again = (steps.isPresent() && span.isPresent()) || (time.isPresent() && limit.isPresent());
            if (again || (steps.isEmpty() && time.isEmpty())) {
                throw given.expected(
                        "`50000 steps`, `10 epochs`, `2 h`, or several joined by `or`: `60 epochs or plateau(5 epochs)`");
            }
            span = steps.or(fallback(span));
            limit = time.or(fallback(limit));
        }
        if (span.isEmpty() && limit.isEmpty()) {
            throw given.outOfRange("a measure may improve for ever: add the most steps, epochs or time, such as"
                    + " `60 epochs or " + given.value().text() + "`");
        }
        return new Stop(span, limit, early);
    }

    private static <T> Supplier<Optional<T>> fallback(Optional<T> earlier) {
        return () -> earlier;
    }

    private static Optional<Span> steps(Given given, Datum datum) {
        if (!(datum instanceof Datum.Quantity quantity)) {
            return Optional.empty();
        }
        boolean steps = quantity.unit() == Unit.STEPS;
        if (!steps && quantity.unit() != Unit.EPOCHS) {
            return Optional.empty();
        }
        if (quantity.amount() < 1 || quantity.amount() > LONGEST || quantity.amount() != Math.rint(quantity.amount())) {
            throw given.outOfRange("a whole number of at least 1 was expected");
        }
        long count = (long) quantity.amount();
        return Optional.of(steps ? Span.steps(count) : Span.epochs(count));
    }

    private static Optional<Duration> time(Datum datum) {
        if (!(datum instanceof Datum.Quantity quantity) || !(quantity.amount() > 0) || quantity.amount() > LONGEST) {
            return Optional.empty();
        }
        long seconds = switch (quantity.unit()) {
            case SECONDS -> 1;
            case MINUTES -> 60;
            case HOURS -> 3600;
            case STEPS, EPOCHS -> 0;
        };
        return seconds == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (1000 * seconds * quantity.amount())));
    }
}
