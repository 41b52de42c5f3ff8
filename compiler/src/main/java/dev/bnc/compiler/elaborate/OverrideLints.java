package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Warns of settings of the chosen variant or of `--set` that change nothing, or forget something.
final class OverrideLints {
    private static final Set<LayerKind> LINEAR =
            EnumSet.of(LayerKind.DENSE, LayerKind.CONV, LayerKind.DEPTHWISE, LayerKind.CONV_TRANSPOSE);

    private final Overrides overrides;
    private final List<BuiltLayer> layers;
    private final Problems problems;

    private OverrideLints(Overrides overrides, List<BuiltLayer> layers, Problems problems) {
        this.overrides = overrides;
        this.layers = layers;
        this.problems = problems;
    }

    /// @param replaced layer kinds for which another one stood in
    static void check(Overrides overrides, Set<String> replaced, List<BuiltLayer> layers, Problems problems) {
        var lints = new OverrideLints(overrides, layers, problems);
        overrides.kinds().forEach((kind, setting) -> {
            if (!replaced.contains(kind)) {
                lints.noEffect(kind, setting);
            }
        });
        overrides.options().forEach((kind, options) -> {
            if (layers.stream().noneMatch(l -> l.kind().word().equals(kind))) {
                options.values().forEach(setting -> lints.noEffect(kind, setting));
            }
        });
        lints.missingBias(replaced);
    }

    private void noEffect(String kind, Entry.Setting setting) {
        problems.add(Diagnostic.warning(
                        DiagnosticCode.NO_EFFECT, setting.span(), "this changes nothing: the net has no `" + kind + "`")
                .note("`" + setting.path() + "` is about layers that are written `" + kind + "`"));
    }

    /// Where batch norm is taken out, its beta is missing too.
    private void missingBias(Set<String> replaced) {
        Entry.Setting off = overrides.kinds().get(LayerKind.BN.word());
        if (off == null || !replaced.contains(LayerKind.BN.word()) || hasShift(off)) {
            return;
        }
        List<String> bare = layers.stream()
                .filter(l -> LINEAR.contains(l.kind()))
                .filter(l -> l.layer().parameters().stream().noneMatch(p -> p.endsWith(".bias")))
                .map(l -> l.layer().name())
                .toList();
        if (!bare.isEmpty()) {
            LayerKind kind = layers.stream()
                    .filter(l -> l.layer().name().equals(bare.getFirst()))
                    .findFirst()
                    .orElseThrow()
                    .kind();
            problems.add(Diagnostic.warning(
                            DiagnosticCode.BN_OFF_WITHOUT_BIAS,
                            off.span(),
                            "without `bn` nothing shifts what some layers make")
                    .label(Limits.count(bare.size()) + (bare.size() == 1 ? " layer has" : " layers have")
                            + " no bias: " + String.join(", ", bare.subList(0, Math.min(4, bare.size())))
                            + (bare.size() > 4 ? ", ..." : ""))
                    .help("give them one: `" + kind.word() + ".bias = zeros`"));
        }
    }

    /// Whether what stands in for batch norm has a shift of its own.
    private static boolean hasShift(Entry.Setting standIn) {
        String text = standIn.value().span().text();
        return !List.of("off", "none", LayerKind.IDENTITY.word()).contains(text);
    }
}
