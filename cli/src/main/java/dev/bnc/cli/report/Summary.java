package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// The numbers of one run that a table shows.
///
/// @param reached the first validation with the accuracy looked for
/// @param last the last validation
/// @param best the first one with the highest accuracy; with the least loss where there is no accuracy
/// @param trainLoss mean of the training loss over the last steps, as many as an epoch has
/// @param gap test loss of the last validation minus `trainLoss`: what the net knows of its training examples only
/// @param secondsPerStep mean time of a training step: without validation, checkpoints and compiling
/// @param waiting the share of that time in which it waited for examples
public record Summary(
        OptionalLong reached,
        Optional<RunData.Score> last,
        Optional<RunData.Score> best,
        OptionalDouble trainLoss,
        OptionalDouble gap,
        OptionalDouble secondsPerStep,
        OptionalDouble waiting) {

    /// @param accuracy the accuracy whose first step is looked for
    static Summary of(RunData run, OptionalDouble accuracy) {
        List<RunData.Score> scores = run.scores();
        Optional<RunData.Score> last = scores.isEmpty() ? Optional.empty() : Optional.of(scores.getLast());
        OptionalDouble trainLoss = trainLoss(run);
        OptionalDouble gap = last.isPresent() && trainLoss.isPresent() && Double.isFinite(last.get().loss())
                ? OptionalDouble.of(last.get().loss() - trainLoss.getAsDouble())
                : OptionalDouble.empty();
        double stepSeconds = run.number("step_seconds").orElse(0);
        return new Summary(
                reached(scores, accuracy),
                last,
                scores.stream().min(byAccuracy()),
                trainLoss,
                gap,
                stepSeconds > 0 && run.steps() > 0
                        ? OptionalDouble.of(stepSeconds / run.steps())
                        : OptionalDouble.empty(),
                stepSeconds > 0
                        ? OptionalDouble.of(run.number("wait_seconds").orElse(0) / stepSeconds)
                        : OptionalDouble.empty());
    }

    private static OptionalLong reached(List<RunData.Score> scores, OptionalDouble accuracy) {
        return accuracy.isEmpty()
                ? OptionalLong.empty()
                : scores.stream()
                        .filter(s -> s.accuracy().orElse(-1) >= accuracy.getAsDouble())
                        .mapToLong(RunData.Score::step)
                        .findFirst();
    }

    // Stable: the first of equals stays first.
    private static Comparator<RunData.Score> byAccuracy() {
        return Comparator.comparingDouble(
                s -> s.accuracy().isPresent() ? -s.accuracy().getAsDouble() : s.loss());
    }

    private static OptionalDouble trainLoss(RunData run) {
        List<RunData.Loss> losses = run.losses();
        if (losses.isEmpty()) {
            return OptionalDouble.empty();
        }
        long epoch = losses.stream()
                .filter(l -> l.epoch() == losses.getFirst().epoch())
                .count();
        int from = (int) (losses.size() - epoch);
        OptionalDouble mean = losses.subList(from, losses.size()).stream()
                .mapToDouble(RunData.Loss::value)
                .average();
        return mean.isPresent() && Double.isFinite(mean.getAsDouble()) ? mean : OptionalDouble.empty();
    }

    /// The same as JSON; what is not known is `null`.
    Json.Obj json() {
        return new Json.Obj()
                .with("steps_to_accuracy", reached.isPresent() ? number(reached.getAsLong()) : new Json.Null())
                .with("final", score(last))
                .with("best", score(best))
                .with("train_loss", number(trainLoss))
                .with("gap", number(gap))
                .with("seconds_per_step", number(secondsPerStep))
                .with("waiting_share", number(waiting));
    }

    private static Json score(Optional<RunData.Score> score) {
        return score.<Json>map(s -> new Json.Obj()
                        .with("step", s.step())
                        .with("loss", s.loss())
                        .with("accuracy", number(s.accuracy())))
                .orElse(new Json.Null());
    }

    static Json number(long value) {
        return new Json.Num(Long.toString(value));
    }

    static Json number(OptionalDouble value) {
        return value.isPresent() ? Json.number(value.getAsDouble()) : new Json.Null();
    }
}
