package dev.bnc.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Measurements as a Markdown table: a row for each task, a column for each engine.
public final class MarkdownTable {
    private MarkdownTable() {}

    /// The table.
    public static String of(List<Measurement> measurements) {
        List<String> engines =
                measurements.stream().map(Measurement::engine).distinct().toList();
        SequencedMap<Measurement.Task, List<Measurement>> tasks = new LinkedHashMap<>();
        for (Measurement m : measurements) {
            tasks.computeIfAbsent(m.task(), _ -> new ArrayList<>()).add(m);
        }
        String heading = "| net, batch | threads | "
                + engines.stream().map(e -> e + ", ms").collect(Collectors.joining(" | "))
                + " | bnc GFLOP/s | of peak | ratio |\n|";
        String rule = " --- |".repeat(5 + engines.size()) + "\n";
        return heading
                + rule
                + tasks.entrySet().stream()
                        .map(row -> row(row.getKey(), row.getValue(), engines))
                        .collect(Collectors.joining());
    }

    private static String row(Measurement.Task task, List<Measurement> measurements, List<String> engines) {
        var cells = new ArrayList<String>();
        cells.add((task.training() ? "*training step* " : "") + task.net() + ", " + task.batch());
        cells.add(Integer.toString(task.threads()));
        for (String engine : engines) {
            cells.add(measurements.stream()
                    .filter(m -> m.engine().equals(engine))
                    .map(m -> Lines.milliseconds(m.times().median()) + (m.wrong() ? " (wrong answer)" : ""))
                    .findFirst()
                    .orElse(""));
        }
        Measurement first = measurements.getFirst();
        cells.add(String.format(Locale.ROOT, "%.1f", 1e-9 * first.flopsPerSecond()));
        cells.add(String.format(Locale.ROOT, "%.0f %%", 100 * first.share()));
        cells.add(
                first.ratio().isPresent()
                        ? String.format(Locale.ROOT, "%.2f", first.ratio().getAsDouble())
                        : "");
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
