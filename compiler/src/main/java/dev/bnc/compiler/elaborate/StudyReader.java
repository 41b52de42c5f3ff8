package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.model.Study;
import dev.bnc.compiler.model.Study.Published;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// Reads `study { variants = [base, x5], accuracy = 0.72, published { x5 = result(accuracy = 0.73, steps = 2100000) } }`.
final class StudyReader {
    static final Signature SIGNATURE =
            new Signature("section", "study", List.of(), 0, List.of("variants", "accuracy", "source"));

    private static final Signature RESULT =
            new Signature("published figure", "result", List.of("accuracy", "steps"), 0, List.of());

    private final NetFile file;
    private final Problems problems;
    private final Scope top;

    StudyReader(NetFile file, Problems problems, Scope top) {
        this.file = file;
        this.problems = problems;
        this.top = top;
    }

    Optional<Study> read(Item.Study section) {
        return problems.attempt(() -> study(section));
    }

    private Study study(Item.Study section) {
        SourceSpan where = section.name().map(Name::span).orElse(section.span().before());
        Arguments settings = Settings.read(SIGNATURE, where, section.settings(), top, problems);
        List<String> known = new ArrayList<>(List.of(VariantReader.BASE));
        file.items(Item.Variant.class).forEach(v -> known.add(v.name().text()));
        Optional<List<String>> chosen = settings.find("variants").flatMap(g -> problems.attempt(() -> names(g, known)));
        OptionalDouble accuracy = settings.find("accuracy")
                .map(g -> OptionalDouble.of(g.realUpTo(0, 1)))
                .orElse(OptionalDouble.empty());
        Optional<String> source = settings.find("source").flatMap(g -> problems.attempt(() -> text(g)));
        return new Study(chosen.orElse(known), accuracy, published(section, known), source);
    }

    private static List<String> names(Given given, List<String> known) {
        if (!(given.datum() instanceof Datum.Items list) || list.items().isEmpty()) {
            throw given.expected("a list of variants in brackets");
        }
        return given.items(list).stream().map(i -> name(i, known)).distinct().toList();
    }

    private static String name(Given item, List<String> known) {
        String name = item.word().orElseThrow(() -> item.expected("the name of a variant"));
        if (!known.contains(name)) {
            throw ElaborationException.of(
                    Unknown.of(DiagnosticCode.UNKNOWN_VARIANT, "variant", name, item.value(), known));
        }
        return name;
    }

    private static String text(Given given) {
        if (given.datum() instanceof Datum.Text text) {
            return text.value();
        }
        throw given.expected("a text in quotes");
    }

    private SequencedMap<String, Published> published(Item.Study section, List<String> known) {
        var figures = new LinkedHashMap<String, Published>();
        List<Entry.Group> groups = section.published();
        for (Entry.Group again : groups.subList(Math.min(1, groups.size()), groups.size())) {
            problems.add(Diagnostic.error(DiagnosticCode.DEFINED_TWICE, again.name().span(), "`published` stands twice")
                    .secondary(groups.getFirst().name().span(), "first here"));
        }
        groups.stream().findFirst().ifPresent(group -> {
            List<Entry.Setting> settings = group.entries().stream()
                    .filter(Entry.Setting.class::isInstance)
                    .map(Entry.Setting.class::cast)
                    .toList();
            var signature = new Signature("section", "published", List.of(), 0, known);
            Arguments given = Settings.read(signature, group.name().span(), settings, top, problems);
            for (String variant : known) {
                given.find(variant)
                        .flatMap(g -> problems.attempt(() -> figure(g)))
                        .ifPresent(figure -> figures.put(variant, figure));
            }
        });
        return figures;
    }

    /// `0.975`, the best accuracy, or `result(accuracy = 0.722, steps = 31000000)`.
    private static Published figure(Given given) {
        if (!(given.datum() instanceof Datum.Call call)) {
            if (given.datum() instanceof Datum.Whole || given.datum() instanceof Datum.Real) {
                return new Published(OptionalDouble.of(given.realUpTo(0, 1)), OptionalLong.empty());
            }
            throw given.expected("an accuracy, or `result(accuracy = ..., steps = ...)`");
        }
        Arguments result = CallReader.bind(call, List.of(RESULT)).getValue();
        if (!result.has("accuracy") && !result.has("steps")) {
            throw given.outOfRange("a result has an accuracy, a number of steps, or both");
        }
        return new Published(
                result.find("accuracy")
                        .map(g -> OptionalDouble.of(g.realUpTo(0, 1)))
                        .orElse(OptionalDouble.empty()),
                result.find("steps").map(g -> OptionalLong.of(steps(g))).orElse(OptionalLong.empty()));
    }

    private static long steps(Given given) {
        if (given.datum() instanceof Datum.Quantity quantity
                && quantity.unit() == Unit.STEPS
                && quantity.amount() >= 1
                && quantity.amount() == Math.rint(quantity.amount())) {
            return (long) quantity.amount();
        }
        return given.whole(1);
    }
}
