package dev.bnc.runtime.train;

/// A stretch of training, such as `50000 steps` or `10 epochs`.
public record Span(long count, Unit unit) implements Stretch {
    /// What a [Span] counts.
    public enum Unit {
        /// Updates of the parameters; one batch each.
        STEPS,
        /// Passes over the training data.
        EPOCHS
    }

    public Span {
        if (count < 1) {
            throw new IllegalArgumentException("a span must be at least 1 long, not " + count);
        }
    }

    /// `count` updates.
    public static Span steps(long count) {
        return new Span(count, Unit.STEPS);
    }

    /// `count` passes over the training data.
    public static Span epochs(long count) {
        return new Span(count, Unit.EPOCHS);
    }

    @Override
    public long inSteps(long stepsPerEpoch) {
        return switch (unit) {
            case STEPS -> count;
            case EPOCHS -> Math.multiplyExact(count, stepsPerEpoch);
        };
    }

    /// How many whole units of this span's kind lie before `step` (0 for the first step).
    public long elapsed(long step, long stepsPerEpoch) {
        return switch (unit) {
            case STEPS -> step;
            case EPOCHS -> step / stepsPerEpoch;
        };
    }

    /// Of whole units.
    @Override
    public double share(Moment at) {
        return Math.min(1, (double) at.elapsed(this) / count);
    }

    @Override
    public String toString() {
        return count + (unit == Unit.STEPS ? " steps" : " epochs");
    }
}
