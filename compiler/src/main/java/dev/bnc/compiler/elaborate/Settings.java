package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the plain settings of a section as named arguments. A setting that is wrong is reported and left out, so that
/// the others are looked at too.
final class Settings {
    private final Signature signature;
    private final Scope scope;
    private final Map<String, Given> seen = new HashMap<>();

    private Settings(Signature signature, Scope scope) {
        this.signature = signature;
        this.scope = scope;
    }

    /// @param where for the message that a setting is missing
    static Arguments read(
            Signature signature, SourceSpan where, List<Entry.Setting> settings, Scope scope, Problems problems) {
        var reader = new Settings(signature, scope);
        var given = new ArrayList<Given>();
        var broken = new HashSet<String>();
        for (Entry.Setting setting : settings) {
            Optional<Given> read = problems.attempt(() -> reader.read(setting));
            read.ifPresentOrElse(given::add, () -> broken.addAll(meant(setting, signature)));
        }
        return Arguments.bind(signature, where, given, Map.of()).without(broken);
    }

    /// What a setting in error was meant to be: itself, or whatever it is a misspelling of.
    private static List<String> meant(Entry.Setting setting, Signature signature) {
        String name = setting.path().toString();
        var meant = new ArrayList<>(Suggestions.near(name, signature.names()));
        meant.add(name);
        Synonyms.of(name).ifPresent(meant::add);
        return meant;
    }

    private Given read(Entry.Setting setting) {
        if (!setting.path().isName() || setting.operator() != Entry.Operator.ASSIGN) {
            throw ElaborationException.consequence(); // the parser has told so
        }
        String name = setting.path().toString();
        if (!signature.accepts(name)) {
            throw ElaborationException.of(Unknown.member(
                            signature.name(), "setting", name, setting.path().span(), signature.names())
                    .note(signature.usage()));
        }
        SourceSpan value = setting.value().span();
        Datum datum = new Constants(scope).evaluate(setting.value());
        var given = new Given(Optional.of(setting.path().head()), datum, Argument.Style.CALL, setting.span(), value);
        Given before = seen.putIfAbsent(name, given);
        if (before != null) {
            throw Arguments.twice(name, before, given);
        }
        return given;
    }
}
