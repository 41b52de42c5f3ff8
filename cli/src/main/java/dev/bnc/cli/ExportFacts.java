package dev.bnc.cli;

import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.runtime.artifact.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is worth knowing of every exported file, of whichever kind: what was folded, and whose statistics it has.
final class ExportFacts {
    private ExportFacts() {}

    /// These facts, and what the exporter said behind them.
    static ExportReport of(ExportedModel model, ExportReport further) {
        ExportReport report = new ExportReport().with("fused", fused(model), new Json.Bool(model.fused()));
        if (!model.statistics().layers().isEmpty()) {
            report = report.with("statistics", statistics(model.statistics()), statisticsJson(model.statistics()));
        }
        for (var line : further.lines().entrySet()) {
            Json value = further.members().find(line.getKey()).orElse(new Json.Null());
            report = report.with(line.getKey(), line.getValue(), value);
        }
        return report;
    }

    private static String fused(ExportedModel model) {
        if (model.certificate().isEmpty()) {
            return "no";
        }
        Json.Obj certificate = model.certificate().get();
        int norms = model.statistics().layers().size();
        int folds = elements(certificate, "rewrites").size();
        int kept = elements(certificate, "kept").size();
        String folded = kept == 0
                ? (norms == 1 ? "the batch norm is folded" : "all " + norms + " batch norms are folded")
                : kept + " of " + norms + " batch norms cannot be folded";
        if (norms == 0 && folds == 0) {
            return "there is no batch norm to fold";
        }
        return (norms == 0 ? folds + (folds == 1 ? " fold" : " folds") : folded)
                + difference(certificate)
                        .map(d -> String.format(Locale.ROOT, "; largest difference %.1e", d))
                        .orElse("");
    }

    private static List<Json> elements(Json.Obj certificate, String name) {
        return certificate.find(name).orElse(new Json.Null()) instanceof Json.Arr array ? array.elements() : List.of();
    }

    private static Optional<Double> difference(Json.Obj certificate) {
        return certificate
                .find("agreement")
                .filter(Json.Obj.class::isInstance)
                .flatMap(agreement -> ((Json.Obj) agreement).find("float32"))
                .filter(Json.Num.class::isInstance)
                .map(number -> ((Json.Num) number).value());
    }

    private static String statistics(Provenance statistics) {
        if (statistics.sample().isEmpty()) {
            return "as training left them";
        }
        Provenance.Sample sample = statistics.sample().get();
        String over = String.format(
                Locale.ROOT, "over %,d batches of %d of %s", sample.batches(), sample.batch(), sample.dataSet());
        return over
                + statistics
                        .worst()
                        .map(layer -> String.format(
                                Locale.ROOT,
                                "; those of training were up to %.2f deviations off (%s)",
                                layer.drift().orElseThrow().worst(),
                                layer.name()))
                        .orElse("");
    }

    private static Json statisticsJson(Provenance statistics) {
        if (statistics.sample().isEmpty()) {
            return new Json.Obj().with("source", "training");
        }
        Provenance.Sample sample = statistics.sample().get();
        Json.Obj facts = new Json.Obj()
                .with("source", "recomputed")
                .with("data_set", sample.dataSet())
                .with("batches", sample.batches())
                .with("batch", sample.batch());
        return statistics
                .worst()
                .map(layer -> facts.with("worst_layer", layer.name())
                        .with("worst_drift", layer.drift().orElseThrow().worst()))
                .orElse(facts);
    }
}
