package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds out what a variant changes.
final class VariantReader {
    /// The name a study uses for the net as it stands.
    static final String BASE = "base";

    private final NetFile file;
    private final Problems problems;

    VariantReader(NetFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /// What the chosen variant changes, and after it the given settings. Every other variant is read too, so that a
    /// wrong path in it is found.
    Overrides overrides(Optional<String> chosen, List<Entry.Setting> further) {
        Set<String> parameters = file.header().map(NetFile.Header::parameters).orElse(List.of()).stream()
                .map(p -> p.name().text())
                .collect(Collectors.toCollection(HashSet::new));
        Map<String, Item.Variant> variants = new HashMap<>();
        for (Item.Variant variant : file.items(Item.Variant.class)) {
            problems.attempt(() -> add(variant, variants));
            new OverrideReader(problems, parameters).read(variant.settings());
        }
        var settings = new ArrayList<Entry.Setting>();
        chosen.filter(v -> !v.equals(BASE))
                .ifPresent(v -> problems.attempt(
                        () -> settings.addAll(variant(v, variants).settings())));
        settings.addAll(further);
        return new OverrideReader(problems, parameters).read(settings);
    }

    private static void add(Item.Variant variant, Map<String, Item.Variant> variants) {
        String name = variant.name().text();
        if (name.equals(BASE)) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.RESERVED_NAME,
                            variant.name().span(),
                            "a variant cannot be called `" + BASE + "`")
                    .label("that is the net as it stands")
                    .help("give it another name"));
        }
        Item.Variant before = variants.putIfAbsent(name, variant);
        if (before != null) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.DEFINED_TWICE,
                            variant.name().span(),
                            "variant `" + name + "` is defined twice")
                    .secondary(before.name().span(), "first here"));
        }
    }

    private static Item.Variant variant(String name, Map<String, Item.Variant> variants) {
        Item.Variant found = variants.get(name);
        if (found == null) {
            SourceFile typed = SourceFile.of("--variant", name);
            throw ElaborationException.of(Unknown.of(
                    DiagnosticCode.UNKNOWN_VARIANT,
                    "variant",
                    name,
                    new SourceSpan(typed, 0, typed.text().length()),
                    variants.keySet().stream().sorted().toList()));
        }
        return found;
    }
}
