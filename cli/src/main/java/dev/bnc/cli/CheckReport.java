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
import java.util.LinkedHashMap;
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
            var decayed = t.recipe().decay().decayed().stream().map(r -> r.name().toLowerCase(Locale.ROOT)).sorted().toList();
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
        var members = new LinkedHashMap<String, Json>();
        members.put("file", new Json.Text(file.toString()));
        members.put("ok", new Json.Bool(elaboration.model().isPresent()));
        elaboration.model().ifPresent(model -> {
            members.put("layers", Json.number(layers(model)));
            members.put("batch_norms", Json.number(norms(model)));
            members.put("parameters", Json.number(model.trainableCount()));
            members.put("flops", Json.number(Cost.flops(model.graph())));
            members.put("tensors", new Json.Arr(model.parameters().stream().map(CheckReport::tensor).toList()));
        });
        members.put(
                "diagnostics",
                Json.parse(DiagnosticJson.write(elaboration.diagnostics()), "diagnostics"));
        return new Json.Obj(members).toString();
    }

    private static Json tensor(ModelParameter parameter) {
        var members = new LinkedHashMap<String, Json>();
        members.put("name", new Json.Text(parameter.name()));
        members.put("shape", new Json.Arr(parameter.value().shape().sizes().stream().<Json>map(Json::number).toList()));
        members.put("role", new Json.Text(parameter.role().name().toLowerCase(Locale.ROOT)));
        return new Json.Obj(members);
    }
}
