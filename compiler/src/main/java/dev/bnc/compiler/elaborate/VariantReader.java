package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.model.Study;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.NetParser;
import dev.bnc.compiler.syntax.ParseResult;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads variants, the study that compares them, and `--set`.
final class VariantReader {
    /// The name a study uses for the net as it stands.
    static final String BASE = "base";

    private static final Signature STUDY =
            new Signature("section", "study", List.of(), 0, List.of("variants", "accuracy"));

    private final NetFile file;
    private final Problems problems;

    VariantReader(NetFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /// What the chosen variant and `--set` change. Every other variant is read too, so that a wrong path in it is
    /// found.
    Overrides overrides(ElaborationOptions options) {
        Set<String> parameters = file.header().map(NetFile.Header::parameters).orElse(List.of()).stream()
                .map(p -> p.name().text())
                .collect(Collectors.toCollection(HashSet::new));
        Map<String, Item.Variant> variants = new HashMap<>();
        for (Item.Variant variant : file.items(Item.Variant.class)) {
            Item.Variant before = variants.putIfAbsent(variant.name().text(), variant);
            if (before != null) {
                problems.add(Diagnostic.error(
                                DiagnosticCode.DEFINED_TWICE,
                                variant.name().span(),
                                "variant `" + variant.name() + "` is defined twice")
                        .secondary(before.name().span(), "first here"));
            }
            new OverrideReader(problems, parameters).read(variant.settings());
        }
        var chosen = new ArrayList<Entry.Setting>();
        options.variant()
                .filter(v -> !v.equals(BASE))
                .ifPresent(v -> problems.attempt(
                        () -> chosen.addAll(variant(v, variants).settings())));
        options.set().forEach(s -> chosen.addAll(setting(s)));
        return new OverrideReader(problems, parameters).read(chosen);
    }

    private Item.Variant variant(String name, Map<String, Item.Variant> variants) {
        Item.Variant found = variants.get(name);
        if (found == null) {
            SourceFile line = SourceFile.of("--variant", name);
            SourceSpan span = new SourceSpan(line, 0, line.text().length());
            throw ElaborationException.of(Unknown.of(
                    DiagnosticCode.UNKNOWN_VARIANT,
                    "variant",
                    name,
                    span,
                    variants.keySet().stream().sorted().toList()));
        }
        return found;
    }

    /// Reads `path=value` as a line of a variant.
    private List<Entry.Setting> setting(String text) {
        SourceFile line = SourceFile.of("--set", "variant set { " + text + " }");
        ParseResult parsed = NetParser.parse(line);
        parsed.diagnostics().forEach(problems::add);
        return parsed.ast().items(Item.Variant.class).stream()
                .flatMap(v -> v.settings().stream())
                .toList();
    }

    /// The study section, if there is one.
    Optional<Study> study(Scope top) {
        return file.items(Item.Study.class).stream().findFirst().flatMap(s -> problems.attempt(() -> read(s, top)));
    }

    private Study read(Item.Study section, Scope top) {
        SourceSpan where = section.name().map(Name::span).orElse(section.span().before());
        Arguments settings = Settings.read(STUDY, where, section.settings(), top);
        List<String> known = new ArrayList<>(List.of(BASE));
        file.items(Item.Variant.class).forEach(v -> known.add(v.name().text()));
        List<String> chosen =
                settings.has("variants") ? names(section, settings.required("variants"), known) : known;
        OptionalDouble accuracy = settings.find("accuracy")
                .map(g -> OptionalDouble.of(g.realIn(0, Math.nextUp(1.0))))
                .orElse(OptionalDouble.empty());
        return new Study(chosen, accuracy);
    }

    private static List<String> names(Item.Study section, Given given, List<String> known) {
        return section.settings().stream()
                .filter(setting -> setting.path().toString().equals("variants"))
                .map(Entry.Setting::value)
                .findFirst()
                .filter(Expr.ListLiteral.class::isInstance)
                .map(list -> ((Expr.ListLiteral) list)
                        .elements().stream().map(e -> name(e, known)).toList())
                .orElseThrow(() -> given.expected("a list of variants in brackets"));
    }

    private static String name(Expr element, List<String> known) {
        String name = element.span().text();
        if (!known.contains(name)) {
            throw ElaborationException.of(
                    Unknown.of(DiagnosticCode.UNKNOWN_VARIANT, "variant", name, element.span(), known));
        }
        return name;
    }
}
