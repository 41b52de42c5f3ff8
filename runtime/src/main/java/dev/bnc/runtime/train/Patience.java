package dev.bnc.runtime.train;

/// How long a measure of the test data may fail to improve. It is looked at after each validation.
///
/// @param measure what is watched
/// @param span how long it may stand still
/// @param least an improvement by no more than this counts as none
public record Patience(Measure measure, Span span, double least) {
    /// What can be watched.
    public enum Measure {
        /// The share of right answers; more is better.
        ACCURACY,
        /// The mean loss; less is better.
        LOSS
    }

    public Patience {
        if (!(least >= 0)) {
            throw new IllegalArgumentException("an improvement by " + least);
        }
    }

    double of(Validation validation) {
        return switch (measure) {
            case ACCURACY ->
                validation
                        .accuracy()
                        .orElseThrow(() -> new IllegalStateException("no accuracy to watch: " + validation));
            case LOSS -> validation.loss();
        };
    }

    /// Whether `now` improves on `best`; the first measure, after NaN, does.
    boolean isBetter(double now, double best) {
        return Double.isNaN(best)
                || switch (measure) {
                    case ACCURACY -> now > best + least;
                    case LOSS -> now < best - least;
                };
    }
}
