package dev.bnc.compiler.artifact;

import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What `manifest.json` says beside graph and weights.
///
/// @param source for messages
record Manifest(Json.Obj content, String source) {
    static Json.Obj of(TrainedModel model) {
        var members = new LinkedHashMap<String, Json>();
        members.put("name", new Json.Text(model.name()));
        members.put("variant", new Json.Text(model.variant()));
        members.put("input", described(model.inputName(), model.input()));
        members.put("outputs", new Json.Arr(model.graph().outputs().stream().map(Manifest::described).toList()));
        var roles = new LinkedHashMap<String, Json>();
        model.graph().parameters().forEach(p -> {
            Role role = model.roles().getOrDefault(p.name(), Role.WEIGHT);
            roles.put(p.name(), word(role));
        });
        members.put("roles", new Json.Obj(roles));
        model.task().ifPresent(t -> members.put("task", of(t)));
        return new Json.Obj(members);
    }

    private static Json described(Output output) {
        return described(output.name(), output.value());
    }

    private static Json described(String name, Value value) {
        var members = new LinkedHashMap<String, Json>();
        members.put("name", new Json.Text(name));
        members.put("type", new Json.Text(value.type().toString()));
        return new Json.Obj(members);
    }

    private static Json of(Task task) {
        var members = new LinkedHashMap<String, Json>();
        members.put("data_set", new Json.Text(task.dataSet()));
        members.put("target", new Json.Text(task.target()));
        members.put("prediction", new Json.Text(task.prediction()));
        members.put("loss", word(task.loss()));
        members.put("normalize", new Json.Arr(task.transforms().stream().map(Manifest::of).toList()));
        members.put("classes", new Json.Arr(task.classNames().stream().<Json>map(Json.Text::new).toList()));
        return new Json.Obj(members);
    }

    private static Json of(Transform.Normalize normalize) {
        var members = new LinkedHashMap<String, Json>();
        members.put("mean", numbers(normalize.mean()));
        members.put("std", numbers(normalize.deviation()));
        return new Json.Obj(members);
    }

    private static Json numbers(List<Double> values) {
        return new Json.Arr(values.stream().map(Json::number).toList());
    }

    private static Json word(Enum<?> value) {
        return new Json.Text(value.name().toLowerCase(Locale.ROOT));
    }

    String text(String name) {
        return text(content, name);
    }

    private String text(Json.Obj object, String name) {
        return object.text(name).orElseThrow(() -> broken(name));
    }

    Map<String, Role> roles() {
        var roles = new HashMap<String, Role>();
        object(content, "roles").members().forEach((name, role) -> roles.put(name, value(role, Role.values(), "roles")));
        return roles;
    }

    Optional<Task> task() {
        if (!content.members().containsKey("task")) {
            return Optional.empty();
        }
        Json.Obj task = object(content, "task");
        var transforms = new ArrayList<Transform.Normalize>();
        for (Json transform : array(task, "normalize")) {
            if (!(transform instanceof Json.Obj normalize)) {
                throw broken("normalize");
            }
            transforms.add(new Transform.Normalize(numbers(normalize, "mean"), numbers(normalize, "std")));
        }
        return Optional.of(new Task(
                text(task, "data_set"),
                text(task, "target"),
                text(task, "prediction"),
                value(new Json.Text(text(task, "loss")), Loss.values(), "loss"),
                transforms,
                array(task, "classes").stream().map(c -> string(c, "classes")).toList()));
    }

    private List<Double> numbers(Json.Obj object, String name) {
        return array(object, name).stream()
                .map(n -> {
                    if (!(n instanceof Json.Num number)) {
                        throw broken(name);
                    }
                    return number.value();
                })
                .toList();
    }

    private List<Json> array(Json.Obj object, String name) {
        if (!(object.members().get(name) instanceof Json.Arr array)) {
            throw broken(name);
        }
        return array.elements();
    }

    private Json.Obj object(Json.Obj object, String name) {
        if (!(object.members().get(name) instanceof Json.Obj member)) {
            throw broken(name);
        }
        return member;
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
        return new ArtifactException(
                source + ": its manifest has no usable \"" + name + "\"\n  = help: make or fetch the model again");
    }
}
