package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Expr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a variant and `--set` change, sorted by what they change. See [OverrideReader] for how paths are read.
///
/// @param parameters new values of the net's parameters
/// @param kinds layers that stand in for others: `relu = sigmoid`, `bn = off`
/// @param options default options per layer: `conv.bias = none`
/// @param data settings of the data section
/// @param train settings of the train section
record Overrides(
        Map<String, Entry.Setting> parameters,
        Map<String, Entry.Setting> kinds,
        Map<String, Map<String, Entry.Setting>> options,
        List<Entry.Setting> data,
        List<Entry.Setting> train) {

    /// The options of a layer kind as arguments, evaluated at the top of the file.
    Map<String, Given> optionsOf(String kind, Scope top) {
        return evaluated(options.getOrDefault(kind, Map.of()), top);
    }

    /// What stands in for a layer kind.
    Optional<Given> substitute(String kind, Scope top) {
        return Optional.ofNullable(kinds.get(kind)).map(s -> given(s, top));
    }

    static Map<String, Given> evaluated(Map<String, Entry.Setting> settings, Scope top) {
        var given = new LinkedHashMap<String, Given>();
        settings.forEach((name, setting) -> given.put(name, given(setting, top)));
        return given;
    }

    static Given given(Entry.Setting setting, Scope scope) {
        return Given.of(setting.value(), scope);
    }
}
