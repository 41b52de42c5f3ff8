package dev.bnc.cli;

import dev.bnc.cli.report.Comparison;
import dev.bnc.cli.report.RunData;
import dev.bnc.cli.report.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// A comparison as a table for a terminal.
final class ComparisonText {
    private static final String NONE = "-";

    private ComparisonText() {}

    /// One line a run, after a line of names.
    static String of(Comparison comparison) {
        var rows = new ArrayList<List<String>>();
        List<String> head = new ArrayList<>(List.of("run", "status", "steps"));
        comparison.accuracy().ifPresent(a -> head.add(String.format(Locale.ROOT, "to %s %%", plain(100 * a))));
        head.addAll(List.of("final", "best", "loss", "time/step"));
        rows.add(head);
        comparison.runs().forEach(run -> rows.add(row(run, comparison)));
        return TextTable.of(rows, 2);
    }

    private static List<String> row(RunData run, Comparison comparison) {
        Summary summary = comparison.summary(run);
        List<String> row = new ArrayList<>(List.of(run.label(), run.outcome(), count(run.steps())));
        if (comparison.accuracy().isPresent()) {
            row.add(summary.reached().isPresent() ? count(summary.reached().getAsLong()) : NONE);
        }
        row.add(summary.last().map(s -> percent(s.accuracy())).orElse(NONE));
        row.add(summary.best().map(s -> percent(s.accuracy())).orElse(NONE));
        row.add(summary.last()
                .map(s -> String.format(Locale.ROOT, "%.4f", s.loss()))
                .orElse(NONE));
        row.add(
                summary.secondsPerStep().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "%.2f ms",
                                1000 * summary.secondsPerStep().getAsDouble())
                        : NONE);
        return row;
    }

    // 97.5, and 97 without a point.
    private static String plain(double percent) {
        double rounded = Math.rint(percent * 1e6) / 1e6;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.2f %%", 100 * share.getAsDouble()) : NONE;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
