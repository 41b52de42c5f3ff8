package dev.bnc.cli;

import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.TrainSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How long is trained, where that is not left to the net.
final class TrainLength {
    @Option(names = "--epochs", paramLabel = "N", description = "Stop after N passes over the data.")
    private @Nullable Long epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Stop after N steps.")
    private @Nullable Long steps;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Stop after this time of training, such as 90s, 10m or 1h30m; what a resumed run took before"
                    + " counts.")
    private @Nullable Duration longest;

    /// After how much training ends, if that was asked for.
    ///
    /// @throws UserError if the options contradict each other
    Optional<Span> length() {
        if (steps != null && epochs != null) {
            throw UserError.of(
                    ExitCodes.USAGE, "--steps and --epochs both say when to stop\n  = help: give one of them");
        }
        if (steps != null) {
            return Optional.of(span("--steps", Span.Unit.STEPS, steps));
        }
        return Optional.ofNullable(epochs).map(count -> span("--epochs", Span.Unit.EPOCHS, count));
    }

    /// The settings with the longest time that was asked for.
    TrainSettings limited(TrainSettings settings) {
        return longest == null ? settings : settings.withStop(settings.stop().withTimeLimit(longest));
    }

    private static Span span(String option, Span.Unit unit, long count) {
        if (count < 1) {
            throw UserError.of(ExitCodes.USAGE, option + " must be at least 1, not " + count);
        }
        return new Span(count, unit);
    }

    /// The options as they were given, in a fixed order and spelling.
    List<String> spelled() {
        var spelled = new ArrayList<String>();
        if (steps != null) {
            spelled.add("--steps=" + steps);
        }
        if (epochs != null) {
            spelled.add("--epochs=" + epochs);
        }
        if (longest != null) {
            spelled.add("--max-time=" + longest.toMillis() + "ms");
        }
        return spelled;
    }
}
