package dev.bnc.compiler.artifact;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.PictureSize;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads what [ManifestWriter] writes.
///
/// @param source the model's file, for messages
record ManifestReader(Json.Obj content, String source) {
    String name() {
        return text(content, "name");
    }

    String variant() {
        return text(content, "variant");
    }

    boolean fused() {
        return content.find("fused").equals(Optional.of(new Json.Bool(true)));
    }

    /// Name and type of the input, as written.
    List<String> input() {
        return described(object(content, "input"));
    }

    /// Names and types of the outputs, as written.
    List<List<String>> outputs() {
        return array(content, "outputs").stream()
                .map(output -> described(object(output, "outputs")))
                .toList();
    }

    private List<String> described(Json.Obj value) {
        return List.of(text(value, "name"), text(value, "type"));
    }

    Map<String, Role> roles() {
        var roles = new HashMap<String, Role>();
        object(content, "roles")
                .members()
                .forEach((name, role) -> roles.put(name, value(role, Role.values(), "roles")));
        return roles;
    }

    Provenance statistics() {
        Json.Obj statistics = object(content, "statistics");
        return new Provenance(
                statistics.find("sample").map(sample -> sample(object(sample, "sample"))),
                array(statistics, "layers").stream()
                        .map(layer -> layer(object(layer, "layers")))
                        .toList());
    }

    private Provenance.Sample sample(Json.Obj sample) {
        return new Provenance.Sample(
                text(sample, "data_set"), text(sample, "sha256"), count(sample, "batches"), count(sample, "batch"));
    }

    private Provenance.Layer layer(Json.Obj layer) {
        Optional<Provenance.Drift> drift = layer.find("mean_drift")
                .map(mean -> new Provenance.Drift(
                        number(mean, "mean_drift"), number(member(layer, "deviation_drift"), "deviation_drift")));
        return new Provenance.Layer(text(layer, "name"), text(layer, "policy"), drift);
    }

    Optional<Json.Obj> golden() {
        return content.find("golden").map(golden -> object(golden, "golden"));
    }

    int count(Json.Obj object, String name) {
        return object.whole(name)
                .filter(n -> n >= 0 && n <= Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElseThrow(() -> broken(name));
    }

    Goldens.Source goldenSource(Json.Obj golden) {
        return value(member(golden, "source"), Goldens.Source.values(), "source");
    }

    double tolerance(Json.Obj golden) {
        return number(member(golden, "tolerance"), "tolerance");
    }

    Optional<Task> task() {
        return content.find("task").map(task -> task(object(task, "task")));
    }

    private Task task(Json.Obj task) {
        return new Task(
                text(task, "data_set"),
                text(task, "target"),
                text(task, "prediction"),
                value(new Json.Text(text(task, "loss")), Loss.values(), "loss"),
                array(task, "normalize").stream()
                        .map(normalize -> normalize(object(normalize, "normalize")))
                        .toList(),
                array(task, "classes").stream().map(c -> string(c, "classes")).toList(),
                task.find("batch").map(_ -> drawing(task)),
                task.find("pictures").map(pictures -> framing(object(pictures, "pictures"))),
                task.find("domains").isPresent()
                        ? array(task, "domains").stream()
                                .map(d -> domain(object(d, "domains")))
                                .toList()
                        : List.of());
    }

    private Domain domain(Json.Obj domain) {
        return new Domain(
                text(domain, "name"),
                array(domain, "transforms").stream()
                        .map(t -> transform(object(t, "transforms")))
                        .toList());
    }

    private Transform transform(Json.Obj transform) {
        return DomainJson.read(text(transform, "kind"), numbers(transform, "numbers"))
                .orElseThrow(() -> broken("transforms"));
    }

    private Framing framing(Json.Obj pictures) {
        int height = count(pictures, "height");
        int width = count(pictures, "width");
        int shorterSide = pictures.find("shorter_side").isPresent() ? count(pictures, "shorter_side") : 0;
        boolean whole = pictures.find("shorter_side").isEmpty();
        if (height < 1 || width < 1 || !(whole || shorterSide >= Math.max(height, width))) {
            throw broken("pictures");
        }
        var size = new PictureSize(height, width);
        return whole ? Framing.covering(size) : Framing.window(size, shorterSide);
    }

    private Drawing drawing(Json.Obj task) {
        int batch = count(task, "batch");
        if (batch == 0) {
            throw broken("batch");
        }
        return new Drawing(batch, task.whole("seed").orElseThrow(() -> broken("seed")));
    }

    private Transform.Normalize normalize(Json.Obj normalize) {
        List<Double> mean = numbers(normalize, "mean");
        List<Double> deviation = numbers(normalize, "std");
        boolean usable = mean.size() == deviation.size()
                && !mean.isEmpty()
                && deviation.stream().allMatch(d -> d != 0);
        if (!usable) {
            throw broken("normalize");
        }
        return new Transform.Normalize(mean, deviation);
    }

    private List<Double> numbers(Json.Obj object, String name) {
        return array(object, name).stream().map(n -> number(n, name)).toList();
    }

    private double number(Json value, String name) {
        if (value instanceof Json.Num number && Double.isFinite(number.value())) {
            return number.value();
        }
        throw broken(name);
    }

    private Json member(Json.Obj object, String name) {
        return object.find(name).orElseThrow(() -> broken(name));
    }

    private List<Json> array(Json.Obj object, String name) {
        if (!(object.members().get(name) instanceof Json.Arr array)) {
            throw broken(name);
        }
        return array.elements();
    }

    private Json.Obj object(Json.Obj object, String name) {
        return object(member(object, name), name);
    }

    private Json.Obj object(Json value, String name) {
        if (!(value instanceof Json.Obj object)) {
            throw broken(name);
        }
        return object;
    }

    private String text(Json.Obj object, String name) {
        return object.text(name).orElseThrow(() -> broken(name));
    }

    private String string(Json value, String name) {
        if (!(value instanceof Json.Text text)) {
            throw broken(name);
        }
        return text.value();
    }

    private <E extends Enum<E>> E value(Json word, E[] values, String name) {
        String wanted = string(word, name);
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return value;
            }
        }
        throw broken(name);
    }

    private ArtifactException broken(String name) {
        return Content.impossible(source, "manifest.json", "it has no usable \"" + name + "\"");
    }
}
