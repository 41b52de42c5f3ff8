package dev.bnc.cli;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.fusion.ModelFusion;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.op.Tracking;
import dev.bnc.compiler.pass.Finding;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Remark;
import dev.bnc.compiler.syntax.Suggestions;
import java.util.List;

/// Why a batch norm, or a whitening, was folded or not.
final class LayerExplanation {
    private LayerExplanation() {}

    /// The remarks on one batch norm of a model.
    ///
    /// @throws UserError if there is none of that name
    static List<Remark> of(TrainedModel model, String layer) {
        List<String> norms = batchNorms(model.graph());
        if (norms.isEmpty()) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    layer + ": the model has no batch norm\n  = help: a fused model has none any more; ask of the model it"
                            + " was made of, or of its net");
        }
        if (!norms.contains(layer)) {
            List<String> near = Suggestions.near(layer, norms);
            String help = near.isEmpty()
                    ? "its batch norms are " + String.join(", ", norms)
                    : "did you mean " + near.getFirst() + "?";
            throw UserError.of(ExitCodes.USAGE, layer + ": the model has no such batch norm\n  = help: " + help);
        }
        return ModelFusion.fold(model, PixelScale.UNIT, PassRunner.quiet()).passes().remarks().stream()
                .filter(r -> r.finding().isPresent())
                .filter(r -> r.where().layer().equals(layer))
                .toList();
    }

    private static List<String> batchNorms(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.op() instanceof Tracking)
                .map(n -> n.origin().layer())
                .toList();
    }

    /// A remark where there is no source to show.
    static String text(Remark remark) {
        Finding finding = remark.finding().orElseThrow();
        var text = new StringBuilder("remark[" + finding.code() + "]: " + remark.text() + "\n");
        text.append("  --> ").append(remark.where()).append(": ").append(finding.label()).append('\n');
        for (Finding.Place place : finding.places()) {
            text.append("  --> ").append(place.where()).append(": ").append(place.text()).append('\n');
        }
        finding.notes().forEach(n -> text.append("   = note: ").append(n).append('\n'));
        finding.helps().forEach(h -> text.append("   = help: ").append(h).append('\n'));
        return text.toString();
    }
}
