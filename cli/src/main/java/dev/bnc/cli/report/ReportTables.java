package dev.bnc.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// The tables of a report, as HTML.
final class ReportTables {
    private static final int MOST_ROWS = 20;
    private static final char NO_BREAK = '\u00a0';

    private final Comparison comparison;

    ReportTables(Comparison comparison) {
        this.comparison = comparison;
    }

    /// One row a run.
    String results() {
        boolean accurate = comparison.runs().stream()
                .flatMap(r -> r.scores().stream())
                .anyMatch(s -> s.accuracy().isPresent());
        boolean figures =
                comparison.runs().stream().anyMatch(r -> comparison.figure(r).isPresent());
        List<String> head = new ArrayList<>(List.of("run", "steps"));
        comparison
                .accuracy()
                .ifPresent(a -> head.add("steps to " + Shown.threshold(a).replace(' ', NO_BREAK)));
        if (figures) {
            head.add("published");
        }
        if (accurate) {
            head.addAll(List.of("final accuracy", "best accuracy"));
        }
        if (figures) {
            head.add("published");
        }
        head.addAll(List.of("test loss", "train loss", "gap", "time per step", "waiting for data", "time"));
        return Html.table(
                "Results",
                head,
                comparison.runs().stream()
                        .map(run -> row(run, accurate, figures))
                        .toList());
    }

    private List<String> row(RunData run, boolean accurate, boolean figures) {
        Summary summary = comparison.summary(run);
        Optional<Published> figure = comparison.figure(run);
        List<String> cells = new ArrayList<>();
        cells.add("<span class=\"key\" data-run=\"" + Html.escaped(run.label()) + "\"></span>"
                + Html.escaped(run.label()) + status(run));
        cells.add(Shown.count(run.steps()));
        if (comparison.accuracy().isPresent()) {
            cells.add(Shown.count(summary.reached()));
        }
        if (figures) {
            cells.add(figure.map(f -> Shown.count(f.steps())).orElse(Shown.NONE));
        }
        if (accurate) {
            cells.add(Shown.percent(accuracy(summary.last())));
            cells.add(Shown.percent(accuracy(summary.best())));
        }
        if (figures) {
            cells.add(figure.map(f -> Shown.percent(f.accuracy())).orElse(Shown.NONE));
        }
        cells.add(
                Shown.loss(summary.last().map(s -> OptionalDouble.of(s.loss())).orElse(OptionalDouble.empty())));
        cells.add(Shown.loss(summary.trainLoss()));
        cells.add(Shown.loss(summary.gap()));
        cells.add(Shown.time(summary.secondsPerStep()));
        cells.add(Shown.percent(summary.waiting()));
        cells.add(Shown.time(run.number("seconds")));
        return cells;
    }

    // A run that went its whole way needs no word.
    private static String status(RunData run) {
        return run.outcome().equals("finished")
                ? ""
                : " <span class=\"status\">" + Html.escaped(run.outcome()) + "</span>";
    }

    private static OptionalDouble accuracy(Optional<RunData.Score> score) {
        return score.map(RunData.Score::accuracy).orElse(OptionalDouble.empty());
    }

    /// How far the distribution that a probe watched has moved, one row a run.
    String movement(String probe) {
        List<List<String>> rows = new ArrayList<>();
        for (RunData run : comparison.runs()) {
            run.probe(probe).ifPresent(p -> {
                Movement unit = Movement.of(p.unit());
                Movement all = Movement.of(p.all());
                rows.add(List.of(
                        Html.escaped(run.label()),
                        Shown.decimals(unit.path(), 2),
                        Shown.decimals(unit.widening(), 2),
                        Shown.decimals(all.path(), 2),
                        Shown.decimals(all.widening(), 2)));
            });
        }
        return Html.table(
                "Movement of " + probe + " over the run",
                List.of(
                        "run",
                        "first unit: travelled, in widths",
                        "widest / narrowest",
                        "all units: travelled, in widths",
                        "widest / narrowest"),
                rows);
    }

    /// Test accuracy, or loss, at some steps: what the first chart shows.
    String scores() {
        List<String> head = new ArrayList<>(List.of("step"));
        comparison.runs().forEach(run -> head.add(Html.escaped(run.label())));
        List<Long> steps = comparison.runs().stream()
                .flatMap(run -> run.scores().stream())
                .map(RunData.Score::step)
                .distinct()
                .sorted()
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (List<Long> stretch : Stretches.of(steps, MOST_ROWS)) {
            List<String> row = new ArrayList<>(List.of(Shown.count(stretch.getLast())));
            comparison.runs().forEach(run -> row.add(at(run, stretch.getLast())));
            rows.add(row);
        }
        return Html.table("Validations on the test data", head, rows);
    }

    private static String at(RunData run, long step) {
        return run.scores().stream()
                .filter(s -> s.step() == step)
                .map(s -> s.accuracy().isPresent()
                        ? Shown.percent(s.accuracy())
                        : String.format(Locale.ROOT, "%.4f", s.loss()))
                .findFirst()
                .orElse(Shown.NONE);
    }

    /// How each run was made.
    String circumstances() {
        List<List<String>> rows = comparison.runs().stream()
                .map(run -> List.of(
                        Html.escaped(run.label()),
                        fact(run, "started"),
                        fact(run, "device"),
                        run.facts().whole("seed").map(n -> Long.toString(n)).orElse(Shown.NONE),
                        run.facts().whole("parameters").map(Shown::count).orElse(Shown.NONE),
                        fact(run, "bnc"),
                        fact(run, "java")))
                .toList();
        return Html.table(
                "How the runs were made",
                List.of("run", "started", "device", "seed", "parameters", "bnc", "java"),
                rows);
    }

    private static String fact(RunData run, String name) {
        return run.facts().text(name).map(Html::escaped).orElse(Shown.NONE);
    }
}
