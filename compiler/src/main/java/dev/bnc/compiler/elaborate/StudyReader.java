package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.model.Study;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reads `study { variants = [base, x5], accuracy = 0.72 }`.
final class StudyReader {
    static final Signature SIGNATURE = new Signature("section", "study", List.of(), 0, List.of("variants", "accuracy"));

    private final NetFile file;
    private final Problems problems;

    StudyReader(NetFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    Optional<Study> read(Item.Study section, Scope top) {
        return problems.attempt(() -> study(section, top));
    }

    private Study study(Item.Study section, Scope top) {
        SourceSpan where = section.name().map(Name::span).orElse(section.span().before());
        Arguments settings = Settings.read(SIGNATURE, where, section.settings(), top, problems);
        List<String> known = new ArrayList<>(List.of(VariantReader.BASE));
        file.items(Item.Variant.class).forEach(v -> known.add(v.name().text()));
        Optional<List<String>> chosen = settings.find("variants").flatMap(g -> problems.attempt(() -> names(g, known)));
        OptionalDouble accuracy = settings.find("accuracy")
                .map(g -> OptionalDouble.of(g.realUpTo(0, 1)))
                .orElse(OptionalDouble.empty());
        return new Study(chosen.orElse(known), accuracy);
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
}
