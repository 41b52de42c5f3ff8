package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.HashMap;
import java.util.Map;

/// Names layers by where they stand: `h1.dense`. Labels are taken as they are; a layer without one is named for
/// its kind and counted, from `dense1` at the top of a net, and as `dense`, `dense2`, ... inside a block or a labelled
/// branch or loop.
final class LayerPath {
    private final String prefix;
    private final Map<String, SourceSpan> labels = new HashMap<>();
    private final Map<String, SourceSpan> automatic = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private LayerPath(String prefix) {
        this.prefix = prefix;
    }

    /// The path of a whole net.
    static LayerPath top() {
        return new LayerPath("");
    }

    /// The path inside the layer of that full name.
    static LayerPath inside(String name) {
        return new LayerPath(name + ".");
    }

    /// Full name of the layer with that label.
    ///
    /// @throws ElaborationException if another layer has it
    String labelled(Name label) {
        SourceSpan unlabelled = automatic.get(label.text());
        if (unlabelled != null) {
            throw ElaborationException.of(
                    twice(label, "the label `" + label + "` is the name of a layer before it already")
                            .secondary(unlabelled, "this has no label and is called `" + label + "`")
                            .help("label that too, or take another label"));
        }
        SourceSpan before = labels.putIfAbsent(label.text(), label.span());
        if (before != null && before.equals(label.span())) {
            throw ElaborationException.of(twice(label, "the label `" + label + "` comes again in each round of the loop")
                    .help("label the loop, `l: repeat ...`: then its rounds are called `l1." + label + "`, `l2." + label
                            + "`"));
        }
        if (before != null) {
            throw ElaborationException.of(
                    twice(label, "the label `" + label + "` is used twice").secondary(before, "first here"));
        }
        return prefix + label;
    }

    private static Diagnostic twice(Name label, String message) {
        return Diagnostic.error(DiagnosticCode.DEFINED_TWICE, label.span(), message)
                .note("a label names the layer's parameters, so each needs its own");
    }

    /// Full name of the next layer of that kind without a label, which stands at `span`.
    String next(String kind, SourceSpan span) {
        String name;
        do {
            int number = counts.merge(kind, 1, Integer::sum);
            name = number == 1 && !prefix.isEmpty() ? kind : kind + number;
        } while (labels.containsKey(name) || automatic.containsKey(name));
        automatic.put(name, span);
        return prefix + name;
    }
}
