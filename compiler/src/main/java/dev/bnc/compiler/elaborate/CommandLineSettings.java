package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetParser;
import dev.bnc.compiler.syntax.ParseResult;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads what `--set` gives, `optimizer.lr=0.1`, as lines of a variant. Diagnostics about it show what was typed.
final class CommandLineSettings {
    private static final String BEFORE = "variant set { ";
    private static final String AFTER = " }";

    private final Problems problems;
    private final Map<SourceFile, SourceFile> typed = new HashMap<>();

    CommandLineSettings(Problems problems) {
        this.problems = problems;
    }

    /// The settings of all given texts, in order.
    List<Entry.Setting> read(List<String> texts) {
        var settings = new ArrayList<Entry.Setting>();
        texts.forEach(t -> settings.addAll(read(t)));
        return settings;
    }

    private List<Entry.Setting> read(String text) {
        SourceFile wrapped = SourceFile.of("--set", BEFORE + text + AFTER);
        typed.put(wrapped, SourceFile.of("--set", text));
        ParseResult parsed = NetParser.parse(wrapped);
        List<Item> items = parsed.ast().items();
        boolean settings = items.size() == 1
                && items.getFirst() instanceof Item.Variant variant
                && !variant.settings().isEmpty();
        if (parsed.diagnostics().isEmpty() && !settings) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.SETTING_EXPECTED,
                            new SourceSpan(wrapped, BEFORE.length(), BEFORE.length() + text.length()),
                            "`--set` takes a setting")
                    .help("write `path=value`, such as `--set optimizer.lr=0.1`"));
        }
        parsed.diagnostics().forEach(problems::add);
        return parsed.ast().items(Item.Variant.class).stream()
                .flatMap(v -> v.settings().stream())
                .toList();
    }

    /// The diagnostic with all its places in what was typed.
    Diagnostic asTyped(Diagnostic diagnostic) {
        return new Diagnostic(
                diagnostic.severity(),
                diagnostic.code(),
                diagnostic.message(),
                asTyped(diagnostic.primary()),
                diagnostic.secondary().stream().map(this::asTyped).toList(),
                diagnostic.notes(),
                diagnostic.helps().stream().map(this::asTyped).toList());
    }

    private Diagnostic.Label asTyped(Diagnostic.Label label) {
        return new Diagnostic.Label(asTyped(label.span()), label.text());
    }

    private Diagnostic.Help asTyped(Diagnostic.Help help) {
        return new Diagnostic.Help(
                help.text(),
                help.edits().stream()
                        .map(e -> new Edit(asTyped(e.span()), e.replacement()))
                        .toList());
    }

    /// The place in what was typed.
    SourceSpan asTyped(SourceSpan span) {
        SourceFile shown = typed.get(span.file());
        if (shown == null) {
            return span;
        }
        int length = shown.text().length();
        return new SourceSpan(
                shown,
                Math.clamp(span.start() - BEFORE.length(), 0, length),
                Math.clamp(span.end() - BEFORE.length(), 0, length));
    }
}
