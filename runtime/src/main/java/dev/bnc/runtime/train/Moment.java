package dev.bnc.runtime.train;

/// Where a run is, as far as its learning rate depends on it.
///
/// @param step updates done before, so 0 for the first step
/// @param plateaus how often what a [Schedule.Plateau] watches has stood still so far
public record Moment(long step, long stepsPerEpoch, int plateaus) {
    /// How many whole units of `span` lie before this step.
    long elapsed(Span span) {
        return span.elapsed(step, stepsPerEpoch);
    }

    /// The same for a clock that starts `steps` later.
    Moment since(long steps) {
        return new Moment(step - steps, stepsPerEpoch, plateaus);
    }
}
