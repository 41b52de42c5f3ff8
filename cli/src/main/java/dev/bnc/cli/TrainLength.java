package dev.bnc.cli;

import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.Stop;
import dev.bnc.runtime.train.TrainSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /// The settings with the stop that was asked for.
    ///
    /// @throws UserError if the options contradict each other
    TrainSettings applied(TrainSettings settings) {
        if (steps != null && epochs != null) {
            throw UserError.of(
                    ExitCodes.USAGE, "--steps and --epochs both say when to stop\n  = help: give one of them");
        }
        TrainSettings changed = settings;
        if (steps != null) {
            changed = changed.withStop(Stop.after(span("--steps", Span.Unit.STEPS, steps)));
        }
        if (epochs != null) {
            changed = changed.withStop(Stop.after(span("--epochs", Span.Unit.EPOCHS, epochs)));
        }
        return longest == null ? changed : changed.withStop(changed.stop().withTimeLimit(longest));
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
