package dev.bnc.compiler.artifact;

import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Says in `manifest.json` what stands beside graph and weights. [ManifestReader] reads it back.
final class ManifestWriter {
    private ManifestWriter() {}

    static Json.Obj of(ModelArtifact artifact, String bncVersion) {
        TrainedModel model = artifact.model();
        Json.Obj manifest = new Json.Obj()
                .with("bnc", bncVersion)
                .with("name", model.name())
                .with("variant", model.variant())
                .with("input", described(model.inputName(), model.input()))
                .with("outputs", list(model.graph().outputs(), ManifestWriter::described))
                .with("fused", new Json.Bool(artifact.fused()))
                .with("roles", roles(model))
                .with("statistics", statistics(artifact.statistics()));
        if (artifact.goldens().isPresent()) {
            manifest = manifest.with("golden", golden(artifact.goldens().get()));
        }
        return model.task().isPresent()
                ? manifest.with("task", task(model.task().get()))
                : manifest;
    }

    private static Json described(Output output) {
        return described(output.name(), output.value());
    }

    private static Json described(String name, Value value) {
        return new Json.Obj().with("name", name).with("type", value.type().toString());
    }

    private static Json roles(TrainedModel model) {
        var roles = new LinkedHashMap<String, Json>();
        model.graph()
                .parameters()
                .forEach(p -> roles.put(p.name(), word(model.roles().getOrDefault(p.name(), Role.WEIGHT))));
        return new Json.Obj(roles);
    }

    private static Json statistics(Provenance provenance) {
        Json.Obj statistics = new Json.Obj();
        if (provenance.sample().isPresent()) {
            Provenance.Sample sample = provenance.sample().get();
            statistics = statistics.with(
                    "sample",
                    new Json.Obj()
                            .with("data_set", sample.dataSet())
                            .with("sha256", sample.sha256())
                            .with("batches", sample.batches())
                            .with("batch", sample.batch()));
        }
        return statistics.with("layers", list(provenance.layers(), ManifestWriter::layer));
    }

    private static Json layer(Provenance.Layer layer) {
        Json.Obj described = new Json.Obj().with("name", layer.name()).with("policy", layer.policy());
        return layer.drift()
                .map(drift -> described.with("mean_drift", drift.mean()).with("deviation_drift", drift.deviation()))
                .orElse(described);
    }

    private static Json golden(Goldens goldens) {
        return new Json.Obj()
                .with("examples", goldens.examples())
                .with("real", goldens.real())
                .with("source", word(goldens.source()))
                .with("tolerance", goldens.tolerance());
    }

    private static Json task(Task task) {
        Json.Obj members = new Json.Obj()
                .with("data_set", task.dataSet())
                .with("target", task.target())
                .with("prediction", task.prediction())
                .with("loss", word(task.loss()))
                .with("normalize", list(task.transforms(), ManifestWriter::normalize))
                .with("classes", list(task.classNames(), Json.Text::new));
        Json.Obj drawn = task.drawing()
                .map(drawing -> members.with("batch", drawing.batch()).with("seed", drawing.seed()))
                .orElse(members);
        Json.Obj framed = task.framing()
                .map(framing -> drawn.with("pictures", framing(framing)))
                .orElse(drawn);
        return task.domains().isEmpty() ? framed : framed.with("domains", list(task.domains(), DomainJson::of));
    }

    private static Json framing(Framing framing) {
        Json.Obj size = new Json.Obj()
                .with("height", framing.size().height())
                .with("width", framing.size().width());
        return framing.shorterSide().isPresent()
                ? size.with("shorter_side", framing.shorterSide().getAsInt())
                : size;
    }

    private static Json normalize(Transform.Normalize normalize) {
        return new Json.Obj()
                .with("mean", list(normalize.mean(), Json::number))
                .with("std", list(normalize.deviation(), Json::number));
    }

    private static <T> Json list(List<T> values, Function<T, Json> json) {
        return new Json.Arr(values.stream().map(json).toList());
    }

    private static Json word(Enum<?> value) {
        return new Json.Text(value.name().toLowerCase(Locale.ROOT));
    }
}
