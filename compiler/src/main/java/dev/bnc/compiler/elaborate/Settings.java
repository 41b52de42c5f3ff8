package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the plain settings of a section as named arguments.
final class Settings {
    private Settings() {}

    static Arguments read(Signature signature, SourceSpan where, List<Entry.Setting> settings, Scope scope) {
        var constants = new Constants(scope);
        List<Given> given = settings.stream()
                .map(s -> new Given(
                        Optional.of(s.path().head()),
                        constants.evaluate(s.value()),
                        Argument.Style.CALL,
                        s.value().span()))
                .toList();
        return Arguments.bind(signature, where, given, Map.of());
    }
}
