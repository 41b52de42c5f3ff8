package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Activation;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.Estimate;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Warns where a batch norm stands in a place where it does no good, and where it makes a bias dead.
final class Lints {
    private final Problems problems;
    private final Map<Value, Node> producers;
    private final Map<String, BuiltLayer> layers = new HashMap<>();

    private Lints(Problems problems, Graph graph, List<BuiltLayer> layers) {
        this.problems = problems;
        this.producers = graph.producers();
        layers.forEach(l -> this.layers.put(l.layer().name(), l));
    }

    static void check(Problems problems, Graph graph, List<BuiltLayer> layers) {
        var lints = new Lints(problems, graph, layers);
        graph.nodes().stream().filter(n -> n.op() instanceof BatchNorm).forEach(lints::check);
    }

    private void check(Node norm) {
        BuiltLayer layer = layers.get(norm.origin().layer());
        Node before = producers.get(norm.input(0));
        if (layer == null || before == null || isFrozen(norm)) {
            return;
        }
        switch (before.op()) {
            case BatchNorm _ ->
                warn(DiagnosticCode.BN_TWICE, layer, before, "the batch norm before it has normalized this already");
            case Softmax _ ->
                warn(
                        DiagnosticCode.BN_AFTER_SOFTMAX,
                        layer,
                        before,
                        "what comes out is no distribution any more: no longer positive, no longer of sum 1");
            case BiasAdd _ when !movesBias(norm) -> deadBias(before, layer);
            case Concat _ -> afterConcat(before, layer);
            case Op _ -> afterDropout(before, layer);
        }
    }

    private static boolean isFrozen(Node norm) {
        return norm.op() instanceof BatchNorm bn && bn.statistics() instanceof Statistics.Frozen;
    }

    /// Its gradient does not know that the mean is subtracted, and moves the bias, if to no avail.
    private static boolean movesBias(Node norm) {
        return norm.op() instanceof BatchNorm bn
                && (bn.estimate() instanceof Estimate.Detached || bn.estimate() instanceof Estimate.Renorm);
    }

    private void warn(DiagnosticCode code, BuiltLayer layer, Node before, String label) {
        Diagnostic warning = Diagnostic.warning(
                        code, layer.span(), "`" + layer.layer().name() + "` does no good here")
                .label(label);
        BuiltLayer earlier = layers.get(before.origin().layer());
        problems.add(earlier == null ? warning : warning.secondary(earlier.span(), "this comes right before"));
    }

    /// Channels that were normalized, joined with others, and are normalized again.
    private void afterConcat(Node concat, BuiltLayer layer) {
        concat.inputs().stream()
                .map(producers::get)
                .filter(branch -> branch != null && branch.op() instanceof BatchNorm)
                .findFirst()
                .ifPresent(branch -> warn(
                        DiagnosticCode.BN_AFTER_CONCAT,
                        layer,
                        branch,
                        "a branch of the concat before it ends in a batch norm, so its channels are normalized twice"));
    }

    /// Dropout keeps the mean but not the variance, also through activations (Li et al. 2018).
    private void afterDropout(Node before, BuiltLayer layer) {
        Node source = before;
        while (source != null && (source.op() instanceof Activation || source.op() instanceof Reshape)) {
            source = producers.get(source.input(0));
        }
        if (source != null && source.op() instanceof Dropout) {
            warn(
                    DiagnosticCode.BN_AFTER_DROPOUT,
                    layer,
                    source,
                    "dropout changes the variance in training but not in use, so the stored variance will not fit");
        }
    }

    private void deadBias(Node add, BuiltLayer layer) {
        BuiltLayer owner = layers.get(add.origin().layer());
        if (owner == null) {
            return;
        }
        owner.writtenBias().ifPresent(bias -> {
            Edit removal =
                    bias.style() == Argument.Style.CALL ? new Edit(bias.value(), "none") : Edit.delete(bias.span());
            problems.add(Diagnostic.warning(
                            DiagnosticCode.DEAD_BIAS,
                            bias.span(),
                            "this bias has no effect: `" + layer.layer().name() + "` subtracts the mean right after")
                    .label(Limits.count(add.input(1).shape().elements()) + " parameters that cannot learn")
                    .help("leave the bias out", removal));
        });
    }
}
