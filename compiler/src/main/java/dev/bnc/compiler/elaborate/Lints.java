package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Warns where a batch norm stands in a place where it does no good.
final class Lints {
    private final Problems problems;
    private final Map<Value, Node> producers;
    private final Map<String, Layer> layers = new HashMap<>();
    private final Map<String, SourceSpan> explicitBiases;

    private Lints(Problems problems, Graph graph, List<Layer> layers, Map<String, SourceSpan> explicitBiases) {
        this.problems = problems;
        this.producers = graph.producers();
        this.explicitBiases = explicitBiases;
        layers.forEach(l -> this.layers.put(l.name(), l));
    }

    /// @param explicitBiases where a bias was asked for in so many words, by the parameter's name
    static void check(Problems problems, Graph graph, List<Layer> layers, Map<String, SourceSpan> explicitBiases) {
        var lints = new Lints(problems, graph, layers, explicitBiases);
        graph.nodes().stream().filter(n -> n.op() instanceof BatchNorm).forEach(lints::check);
    }

    private void check(Node norm) {
        Node before = producers.get(norm.input(0));
        Layer layer = layers.get(norm.origin().layer());
        if (before == null || layer == null) {
            return;
        }
        switch (before.op()) {
            case BatchNorm _ ->
                warn(DiagnosticCode.BN_TWICE, layer, before, "the batch norm before it has normalized this already");
            case Dropout _ ->
                warn(
                        DiagnosticCode.BN_AFTER_DROPOUT,
                        layer,
                        before,
                        "dropout changes the variance in training but not in use, so the stored variance will not fit");
            case Softmax _ ->
                warn(DiagnosticCode.BN_AFTER_SOFTMAX, layer, before, "the result is no distribution any more");
            case BiasAdd _ -> deadBias(norm, before, layer);
            default -> {}
        }
    }

    private void warn(DiagnosticCode code, Layer layer, Node before, String label) {
        Diagnostic warning = Diagnostic.warning(code, layer.span(), "`" + layer.name() + "` does no good here")
                .label(label);
        Layer earlier = layers.get(before.origin().layer());
        problems.add(earlier == null ? warning : warning.secondary(earlier.span(), "this comes right before"));
    }

    private void deadBias(Node norm, Node add, Layer layer) {
        SourceSpan asked = explicitBiases.get(add.input(1).name());
        boolean frozen = norm.op() instanceof BatchNorm bn && bn.statistics() instanceof Statistics.Frozen;
        if (asked != null && !frozen) {
            problems.add(Diagnostic.warning(
                            DiagnosticCode.DEAD_BIAS,
                            asked,
                            "this bias has no effect: `" + layer.name() + "` subtracts the mean right after")
                    .label(add.input(1).shape().elements() + " parameters that cannot learn")
                    .help("leave the bias out: `bias = none`"));
        }
    }
}
