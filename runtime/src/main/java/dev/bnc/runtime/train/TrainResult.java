package dev.bnc.runtime.train;

import dev.bnc.runtime.program.StateLayout;
import java.util.Optional;

/// How a training run ended.
///
/// @param step updates done in all
/// @param last the newest validation, if there was one
/// @param best the best validation, if there was one; its state is the run's `best.ckpt`
/// @param state the final state, laid out as `layout` says
public record TrainResult(
        Outcome outcome, long step, Optional<Scored> last, Optional<Scored> best, StateLayout layout, float[] state) {
    /// Why training ended.
    public enum Outcome {
        /// It reached its stop.
        FINISHED,
        /// What the settings watch has stood still for too long.
        ENDED_EARLY,
        /// It was asked to stop; `last.ckpt` is where it goes on.
        INTERRUPTED
    }

    /// A validation and the step after which it was made.
    public record Scored(long step, Validation validation) {
        /// Whether this is better: more right answers, or as many and less loss; less loss where nothing counts
        /// answers.
        boolean betterThan(Scored other) {
            double mine = validation.accuracy().orElse(0);
            double theirs = other.validation.accuracy().orElse(0);
            return mine > theirs || (mine == theirs && validation.loss() < other.validation.loss());
        }
    }
}
