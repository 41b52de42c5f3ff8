package dev.bnc.runtime.train;

import java.time.Duration;
import java.util.Optional;

/// When training ends: after a span, after a time, when a measure of the test data has stood still for long, or after
/// whichever comes first.
///
/// @param patience may end training early, never alone: a measure can improve for ever
public record Stop(Optional<Span> after, Optional<Duration> timeLimit, Optional<Patience> patience) {
    public Stop {
        if (after.isEmpty() && timeLimit.isEmpty()) {
            throw new IllegalArgumentException("training must end after some steps, epochs or time");
        }
    }

    /// Ends after `span`.
    public static Stop after(Span span) {
        return new Stop(Optional.of(span), Optional.empty(), Optional.empty());
    }

    /// This stop, but also ending after `limit` of training time.
    public Stop withTimeLimit(Duration limit) {
        return new Stop(after, Optional.of(limit), patience);
    }

    /// This stop, but also ending early.
    public Stop orEarly(Patience other) {
        return new Stop(after, timeLimit, Optional.of(other));
    }

    /// The last step's number plus one, or [Long#MAX_VALUE] if only the time limit ends training.
    public long steps(long stepsPerEpoch) {
        return after.map(span -> span.inSteps(stepsPerEpoch)).orElse(Long.MAX_VALUE);
    }
}
