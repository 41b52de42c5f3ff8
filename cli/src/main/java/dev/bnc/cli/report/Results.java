package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A comparison for programs: `results.json`, with all curves thinned to what a page shows, and `results.csv`, one line a
/// run.
public final class Results {
    /// Validations that are kept.
    static final int MOST_POINTS = 400;

    /// Points of a training loss that are kept; each is the mean of the steps it stands for, and has the last one's number.
    static final int MOST_LOSSES = 200;

    /// The same of percentiles.
    static final int MOST_BANDS = 100;

    private Results() {}

    /// Everything.
    public static Json.Obj json(Comparison comparison) {
        return json(comparison, true);
    }

    /// The numbers without the curves.
    public static Json.Obj summary(Comparison comparison) {
        return json(comparison, false);
    }

    private static Json.Obj json(Comparison comparison, boolean curves) {
        List<Json> runs = comparison.runs().stream()
                .<Json>map(run -> curves ? withCurves(run, numbers(run, comparison)) : numbers(run, comparison))
                .toList();
        return new Json.Obj()
                .with("title", comparison.title())
                .with("accuracy", Summary.number(comparison.accuracy()))
                .with("source", comparison.source().<Json>map(Json.Text::new).orElse(new Json.Null()))
                .with("runs", new Json.Arr(runs));
    }

    private static Json.Obj numbers(RunData run, Comparison comparison) {
        Json.Obj numbers = new Json.Obj()
                .with("name", run.label())
                .with("status", run.outcome())
                .with("steps", run.steps());
        for (var number : comparison.summary(run).json().members().entrySet()) {
            numbers = numbers.with(number.getKey(), number.getValue());
        }
        for (String fact : List.of("seconds", "parameters", "seed", "device", "started")) {
            numbers = numbers.with(fact, run.facts().find(fact).orElse(new Json.Null()));
        }
        Optional<Json> published = comparison.figure(run).map(Published::json);
        Json.Obj movements = new Json.Obj();
        for (var probe : run.probes().entrySet()) {
            movements = movements.with(
                    probe.getKey(),
                    new Json.Obj()
                            .with("unit0", movement(probe.getValue().unit()))
                            .with("all", movement(probe.getValue().all())));
        }
        return numbers.with("published", published.orElse(new Json.Null()))
                .with("movement", movements);
    }

    private static Json.Obj movement(List<RunData.Band> bands) {
        Movement movement = Movement.of(bands);
        return new Json.Obj()
                .with("path", Summary.number(movement.path()))
                .with("widening", Summary.number(movement.widening()));
    }

    private static Json.Obj withCurves(RunData run, Json.Obj numbers) {
        Json.Obj probes = new Json.Obj();
        for (var probe : run.probes().entrySet()) {
            probes = probes.with(
                    probe.getKey(),
                    new Json.Obj()
                            .with(
                                    "percents",
                                    new Json.Arr(probe.getValue().percents().stream()
                                            .<Json>map(Json.Text::new)
                                            .toList()))
                            .with("unit0", bands(probe.getValue().unit()))
                            .with("all", bands(probe.getValue().all())));
        }
        return numbers.with("train", losses(run.losses()))
                .with("test", scores(run.scores()))
                .with("probes", probes);
    }

    private static Json losses(List<RunData.Loss> losses) {
        return points(Stretches.of(losses, MOST_LOSSES).stream()
                .map(s -> row(s.getLast().step(), mean(s.stream().map(RunData.Loss::value).toList())))
                .toList());
    }

    private static Json scores(List<RunData.Score> scores) {
        return points(Stretches.of(scores, MOST_POINTS).stream()
                .map(List::getLast)
                .map(s -> row(s.step(), s.loss(), s.accuracy().orElse(Double.NaN)))
                .toList());
    }

    private static Json bands(List<RunData.Band> bands) {
        return points(Stretches.of(bands, MOST_BANDS).stream()
                .map(s -> row(
                        s.getLast().step(),
                        mean(s.stream().map(RunData.Band::low).toList()),
                        mean(s.stream().map(RunData.Band::middle).toList()),
                        mean(s.stream().map(RunData.Band::high).toList())))
                .toList());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static Json points(List<Json> rows) {
        return new Json.Arr(rows);
    }

    // Six digits are more than a screen has.
    private static Json row(long step, double... values) {
        List<Json> row = new ArrayList<>();
        row.add(Summary.number(step));
        for (double value : values) {
            row.add(Json.number(Double.isFinite(value) ? Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)) : value));
        }
        return new Json.Arr(row);
    }

    /// One line a run, after a line of names; RFC 4180.
    public static String csv(Comparison comparison) {
        List<String> probes = probes(comparison);
        List<String> head = new ArrayList<>(List.of(
                "run",
                "status",
                "steps",
                "steps_to_accuracy",
                "final_accuracy",
                "best_accuracy",
                "best_step",
                "final_test_loss",
                "train_loss",
                "gap",
                "seconds_per_step",
                "waiting_share",
                "seconds",
                "published_accuracy",
                "published_steps"));
        probes.forEach(p -> {
            head.add(p + " movement");
            head.add(p + " movement of the first unit");
        });
        var text = new StringBuilder(line(head));
        comparison.runs().forEach(run -> text.append(line(cells(run, comparison, probes))));
        return text.toString();
    }

    static List<String> probes(Comparison comparison) {
        return comparison.runs().stream()
                .flatMap(run -> run.probes().keySet().stream())
                .distinct()
                .toList();
    }

    private static List<String> cells(RunData run, Comparison comparison, List<String> probes) {
        Summary summary = comparison.summary(run);
        Optional<Published> published = comparison.figure(run);
        List<String> cells = new ArrayList<>(List.of(
                run.label(),
                run.outcome(),
                Long.toString(run.steps()),
                text(summary.reached()),
                summary.last().map(s -> text(s.accuracy())).orElse(""),
                summary.best().map(s -> text(s.accuracy())).orElse(""),
                summary.best().map(s -> Long.toString(s.step())).orElse(""),
                summary.last().map(s -> text(OptionalDouble.of(s.loss()))).orElse(""),
                text(summary.trainLoss()),
                text(summary.gap()),
                text(summary.secondsPerStep()),
                text(summary.waiting()),
                text(run.number("seconds")),
                published.map(p -> text(p.accuracy())).orElse(""),
                published.map(p -> text(p.steps())).orElse("")));
        for (String name : probes) {
            Optional<RunData.Probe> probe = run.probe(name);
            cells.add(probe.map(p -> text(Movement.of(p.all()).path())).orElse(""));
            cells.add(probe.map(p -> text(Movement.of(p.unit()).path())).orElse(""));
        }
        return cells;
    }

    private static String text(OptionalDouble value) {
        return value.isPresent() && Double.isFinite(value.getAsDouble()) ? Double.toString(value.getAsDouble()) : "";
    }

    private static String text(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "";
    }

    private static String line(List<String> cells) {
        return cells.stream().map(Results::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
