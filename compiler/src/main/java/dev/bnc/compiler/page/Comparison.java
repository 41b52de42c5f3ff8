package dev.bnc.compiler.page;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.fusion.Fused;
import dev.bnc.compiler.fusion.FusionCertificate;
import dev.bnc.compiler.fusion.ModelFusion;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.pass.PassResult;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.pass.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// A net before and after fusion.
///
/// @param name the net's
/// @param before as the net says, for any number of examples
/// @param after batch norms folded where that is legal; weights that folds compute are parameters of this graph
/// @param verdicts what the folds say, in their order
/// @param difference of the outputs, as a share of the largest; measured where there are weights to measure with
public record Comparison(
        String name, Graph before, Graph after, List<Verdict> verdicts, OptionalDouble difference) {
    public Comparison {
        verdicts = List.copyOf(verdicts);
    }

    /// A net, whose weights are not known: what holds for any.
    public static Comparison of(Model model) {
        PassResult result = PassRunner.quiet().run(Pipelines.INFERENCE, model.graph());
        List<Verdict> verdicts = result.remarks().stream()
                .filter(r -> r.pass().startsWith("Fold"))
                .map(Comparison::verdict)
                .toList();
        return new Comparison(
                model.runName(), model.graph(), ComputedWeights.asParameters(result.graph()), verdicts, OptionalDouble.empty());
    }

    private static Verdict verdict(Remark remark) {
        boolean folded = remark.kind() == Remark.Kind.APPLIED;
        String reason = folded ? "" : remark.finding().map(f -> ": " + f.label()).orElse("");
        return new Verdict(remark.where(), folded, remark.pass(), remark.text() + reason);
    }

    /// A trained model: what `bnc export` makes of it.
    public static Comparison of(TrainedModel model) {
        Fused fused = ModelFusion.fuse(model, PixelScale.UNIT);
        FusionCertificate certificate = fused.certificate();
        var verdicts = new ArrayList<Verdict>();
        certificate.rewrites().forEach(r -> verdicts.add(new Verdict(r.layer(), true, r.rule(), r.text())));
        certificate.kept().forEach(k -> verdicts.add(new Verdict(k.layer(), false, "", k.reason())));
        String name = model.variant().isEmpty() ? model.name() : model.name() + "-" + model.variant();
        return new Comparison(
                name,
                model.graph(),
                fused.model().graph(),
                verdicts,
                OptionalDouble.of(certificate.agreement().program()));
    }
}
