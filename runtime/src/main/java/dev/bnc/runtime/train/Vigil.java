package dev.bnc.runtime.train;

/// What was seen of a measure that is watched with [Patience].
///
/// @param best the best so far, NaN before the first validation
/// @param since the step after which it was measured, or after which its standing still had a consequence
/// @param plateaus how often that was so
record Vigil(double best, long since, int plateaus) {
    static final Vigil START = new Vigil(Double.NaN, 0, 0);

    /// After another validation.
    Vigil seen(Patience patience, TrainResult.Scored scored) {
        double now = patience.of(scored.validation());
        return patience.isBetter(now, best) ? new Vigil(now, scored.step(), plateaus) : this;
    }

    /// Whether at a validation after `step` nothing has been better for too long.
    boolean isOver(Patience patience, long step, long stepsPerEpoch) {
        return step - since >= patience.span().inSteps(stepsPerEpoch);
    }

    /// Waits anew from `step` on, having had its consequence.
    Vigil again(long step) {
        return new Vigil(best, step, plateaus + 1);
    }
}
