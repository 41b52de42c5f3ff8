package dev.bnc.cli;

import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.DiagnosticJson;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.program.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What `bnc check` says of a net as a whole.
final class CheckReport {
    private CheckReport() {}

    /// One line: sizes and costs.
    static String headline(Path file, Model model) {
        long norms = norms(model);
        long layers = layers(model);
        return String.format(
                Locale.ROOT,
                "%s: ok, %d layer%s, %d BN, %,d parameters, %.2f MB, %s FLOPs an example",
                file,
                layers,
                layers == 1 ? "" : "s",
                norms,
                model.trainableCount(),
                4e-6 * model.trainableCount(),
                String.format(Locale.ROOT, "%,d", Cost.flops(model.graph())));
    }

    /// What is worth knowing and easily missed.
    static List<String> notes(Model model) {
        var notes = new ArrayList<String>();
        if (!model.variants().isEmpty()) {
            notes.add("  variants: " + String.join(", ", model.variants()));
        }
        model.training().filter(t -> t.recipe().decay().rate() > 0).ifPresent(t -> {
            var decayed = t.recipe().decay().decayed().stream()
                    .map(r -> r.name().toLowerCase(Locale.ROOT))
                    .sorted()
                    .toList();
            notes.add("  weight decay " + t.recipe().decay().rate() + " on: " + String.join(", ", decayed));
        });
        return notes;
    }

    private static long layers(Model model) {
        return model.layers().stream().filter(l -> !l.block()).count();
    }

    private static long norms(Model model) {
        return model.parameters().stream().filter(p -> p.role() == Role.MEAN).count();
    }

    /// The same as one JSON object.
    static String json(Path file, Elaboration elaboration) {
        Json.Obj report = new Json.Obj()
                .with("file", file.toString())
                .with("ok", new Json.Bool(elaboration.model().isPresent()));
        if (elaboration.model().isPresent()) {
            report = sized(report, elaboration.model().get());
        }
        Json diagnostics = Json.parse(DiagnosticJson.write(elaboration.diagnostics()), "diagnostics");
        return report.with("diagnostics", diagnostics).toString();
    }

    private static Json.Obj sized(Json.Obj report, Model model) {
        return report.with("layers", layers(model))
                .with("batch_norms", norms(model))
                .with("parameters", model.trainableCount())
                .with("flops", Cost.flops(model.graph()))
                .with(
                        "tensors",
                        new Json.Arr(model.parameters().stream()
                                .map(CheckReport::tensor)
                                .toList()));
    }

    private static Json tensor(ModelParameter parameter) {
        List<Json> shape = parameter.value().shape().sizes().stream()
                .<Json>map(size -> new Json.Num(size.toString()))
                .toList();
        return new Json.Obj()
                .with("name", parameter.name())
                .with("shape", new Json.Arr(shape))
                .with("role", parameter.role().name().toLowerCase(Locale.ROOT));
    }
}
