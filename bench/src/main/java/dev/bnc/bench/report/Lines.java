package dev.bnc.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Measurements as lines of text of equal columns, so that each can be printed when it is known.
public final class Lines {
    private static final String FORM = "%-18s %5s %7s  %-6s %10s %10s %10s %9s %8s %6s  %-10s %s";

    private Lines() {}

    /// What the columns are.
    public static String heading() {
        return String.format(
                        Locale.ROOT,
                        FORM,
                        "net",
                        "batch",
                        "threads",
                        "engine",
                        "median ms",
                        "p10",
                        "p90",
                        "GFLOP/s",
                        "of peak",
                        "ratio",
                        "difference",
                        "")
                .stripTrailing();
    }

    /// A line for each measurement.
    public static List<String> of(List<Measurement> measurements) {
        return measurements.stream().map(Lines::of).toList();
    }

    private static String of(Measurement m) {
        return String.format(
                        Locale.ROOT,
                        FORM,
                        m.task().net() + (m.task().training() ? ", step" : ""),
                        m.task().batch(),
                        m.task().threads(),
                        m.engine(),
                        milliseconds(m.times().median()),
                        milliseconds(m.times().quantile(0.1)),
                        milliseconds(m.times().quantile(0.9)),
                        String.format(Locale.ROOT, "%.1f", 1e-9 * m.flopsPerSecond()),
                        String.format(Locale.ROOT, "%.0f %%", 100 * m.share()),
                        shown("%.2f", m.ratio()),
                        String.format(Locale.ROOT, "%.1e", m.difference()) + (m.wrong() ? " WRONG" : ""),
                        m.remark())
                .stripTrailing();
    }

    /// Three digits that count.
    static String milliseconds(double seconds) {
        double shown = 1e3 * seconds;
        int digits = shown >= 100 ? 0 : shown >= 10 ? 1 : shown >= 1 ? 2 : shown >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", shown);
    }

    private static String shown(String form, OptionalDouble number) {
        return number.isPresent() ? String.format(Locale.ROOT, form, number.getAsDouble()) : "";
    }
}
