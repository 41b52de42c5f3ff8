package dev.bnc.cli;

import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Prints answers, one line or one JSON member for each example.
final class AnswerReport {
    private AnswerReport() {}

    /// As a table: the example's name, then what is most likely and how likely it is.
    static String text(List<String> names, List<Answer> answers, int top) {
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < names.size(); i++) {
            var row = new ArrayList<String>();
            row.add(names.get(i));
            row.addAll(cells(answers.get(i), top));
            rows.add(row);
        }
        return TextTable.of(rows, 1);
    }

    private static List<String> cells(Answer answer, int top) {
        return switch (answer) {
            case Answer.OneOf(var likeliest) -> likelihoods(likeliest.subList(0, Math.min(top, likeliest.size())));
            case Answer.EachOf(var things) -> likelihoods(things);
            case Answer.Numbers(var _, var values) ->
                IntStream.range(0, values.length)
                        .mapToObj(i -> Float.toString(values[i]))
                        .toList();
        };
    }

    private static List<String> likelihoods(List<Answer.Likelihood> likelihoods) {
        return likelihoods.stream()
                .flatMap(l -> List.of(l.name(), String.format(Locale.ROOT, "%.2f %%", 100 * l.probability())).stream())
                .toList();
    }

    /// As one JSON object.
    ///
    /// @param models one, or all that answered together
    static String json(List<Path> models, List<String> names, List<Answer> answers, int top) {
        var results = new ArrayList<Json>();
        for (int i = 0; i < names.size(); i++) {
            Json.Obj result = new Json.Obj().with("input", names.get(i));
            results.add(
                    switch (answers.get(i)) {
                        case Answer.OneOf(var likeliest) ->
                            result.with("classes", classes(likeliest.subList(0, Math.min(top, likeliest.size()))));
                        case Answer.EachOf(var things) -> result.with("classes", classes(things));
                        case Answer.Numbers(var output, var values) -> result.with(output, numbers(values));
                    });
        }
        Json.Obj report = models.size() == 1
                ? new Json.Obj().with("model", models.getFirst().toString())
                : new Json.Obj()
                        .with("models", new Json.Arr(models.stream().<Json>map(m -> new Json.Text(m.toString())).toList()));
        return report.with("results", new Json.Arr(results)).toString();
    }

    private static Json classes(List<Answer.Likelihood> likelihoods) {
        return new Json.Arr(likelihoods.stream()
                .<Json>map(l -> new Json.Obj().with("class", l.name()).with("probability", l.probability()))
                .toList());
    }

    private static Json numbers(float[] values) {
        return new Json.Arr(IntStream.range(0, values.length)
                .mapToObj(i -> Json.number(values[i]))
                .toList());
    }
}
