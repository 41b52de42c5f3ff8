package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Tracking;
import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.data.LastBatch;
import java.util.Optional;

/// Finds batch norms that would get a single value per channel, of which there is no variance: in every batch, or in
/// the last one of an epoch.
///
/// ```java
/// SingleValue.inLastBatch(model, data.training().size()).ifPresent(error -> ...);
/// ```
public final class SingleValue {
    private SingleValue() {}

    /// The error that the last batch of every epoch has one example, and some batch norm has one value per channel and
    /// example; empty if that is not so.
    ///
    /// @param examples number of training examples
    public static Optional<Diagnostic> inLastBatch(Model model, int examples) {
        Optional<Training> training = model.training();
        if (training.isEmpty() || training.get().settings().data().last() != LastBatch.KEEP) {
            return Optional.empty();
        }
        int batch = training.get().settings().data().batch();
        if (batch == 1 || examples % batch != 1) {
            return Optional.empty();
        }
        return oneValueAnExample(model).map(l -> inLastBatch(l, training.get(), batch, examples));
    }

    private static Optional<Layer> oneValueAnExample(Model model) {
        Graph graph = model.graph();
        return graph.nodes().stream()
                .filter(SingleValue::normalizesOneValueAnExample)
                .flatMap(n -> model.layers().stream()
                        .filter(l -> l.name().equals(n.origin().layer())))
                .findFirst();
    }

    private static boolean normalizesOneValueAnExample(Node node) {
        return node.op() instanceof Tracking norm
                && !norm.frozen()
                && node.result().shape().elementsPerExample()
                        == node.result().shape().size(1);
    }

    static boolean normalizesOneValueAnExample(BuiltLayer layer) {
        boolean frozen = layer.arguments()
                .find("stats")
                .flatMap(Given::called)
                .filter("frozen"::equals)
                .isPresent();
        return (layer.kind() == LayerKind.BN || layer.kind() == LayerKind.WHITEN)
                && !frozen
                && layer.in().shape().elementsPerExample() == layer.in().channels();
    }

    static Diagnostic inEveryBatch(Layer norm, SourceSpan batch) {
        return Diagnostic.error(
                        DiagnosticCode.SINGLE_VALUE,
                        norm.span(),
                        "`" + norm.name() + "` would get a single value per channel in every batch")
                .label("the variance of one value is undefined")
                .secondary(batch, "one example a batch")
                .help("use larger batches, or a `layer_norm`, which needs no batch");
    }

    private static Diagnostic inLastBatch(Layer norm, Training training, int batch, int examples) {
        return Diagnostic.error(
                        DiagnosticCode.SINGLE_VALUE,
                        norm.span(),
                        "`" + norm.name() + "` would get a single value per channel in the last batch of every epoch")
                .label("the variance of one value is undefined")
                .secondary(
                        training.batch(),
                        Limits.count(examples) + " training examples = " + Limits.count(examples / batch)
                                + " batches of " + Limits.count(batch) + " and one batch of 1")
                .help("let the last batch go", new Edit(training.last(), "drop"))
                .help("or join it to the one before", new Edit(training.last(), "merge"));
    }
}
