package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NetFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `defaults { conv { bias = none, pad = same } bn { eps = 1e-3 } }`.
final class DefaultOptions {
    private final Problems problems;
    private final Scope top;
    private final Map<String, Map<String, Given>> byKind = new LinkedHashMap<>();

    private DefaultOptions(Problems problems, Scope top) {
        this.problems = problems;
        this.top = top;
    }

    /// Options by layer kind and name.
    static Map<String, Map<String, Given>> read(NetFile file, Problems problems, Scope top) {
        var defaults = new DefaultOptions(problems, top);
        for (Item.Defaults section : file.items(Item.Defaults.class)) {
            section.kinds().forEach(k -> problems.attempt(() -> defaults.read(k)));
        }
        return defaults.byKind;
    }

    private void read(Entry.Group group) {
        Name kind = group.name();
        LayerKind layer = LayerKind.of(kind.text())
                .orElseThrow(() ->
                        ElaborationException.of(Unknown.of("layer", kind.text(), kind.span(), LayerKind.words())));
        var settings = new ArrayList<Entry.Setting>();
        for (Entry entry : group.entries()) {
            switch (entry) {
                case Entry.Setting setting
                when BatchNormOptions.isMomentum(layer, setting.path().toString()) ->
                    problems.attempt(() -> {
                        throw BatchNormOptions.ambiguous(Given.of(setting.value(), top), setting.span());
                    });
                case Entry.Setting setting -> settings.add(setting);
                case Entry.Transform _, Entry.Group _ ->
                    problems.add(
                            Diagnostic.error(DiagnosticCode.UNKNOWN_KEY, entry.span(), "only options can stand here")
                                    .help("write `option = value`"));
            }
        }
        Signature options = new Signature(
                "defaults", kind.text(), List.of(), 0, layer.signature().options());
        Arguments read = Settings.read(options, kind.span(), settings, top, problems);
        var byName = byKind.computeIfAbsent(kind.text(), _ -> new LinkedHashMap<>());
        options.options().forEach(o -> read.find(o).ifPresent(g -> byName.put(o, g)));
    }
}
