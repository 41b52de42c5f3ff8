package dev.bnc.compiler.artifact;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphFormatException;
import dev.bnc.compiler.graph.GraphReader;
import dev.bnc.compiler.graph.GraphVerifier;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Stage;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.program.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Turns the parts of a model file into a model, and refuses what cannot be: a file may be undamaged and still be made by
/// anyone.
///
/// @param file its name, for messages
record Content(String file) {
    private static final String GRAPH = "graph.txt";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String MANIFEST = "manifest.json";

    static ArtifactException impossible(String file, String entry, String reason) {
        return new ArtifactException(new ArtifactException.Fault(
                ArtifactException.Kind.IMPOSSIBLE, file, entry, reason, "make or fetch the model again"));
    }

    /// A graph that passes the verifier, with one input and some outputs. The reader has bounded its sizes.
    Graph graph(String text) {
        Graph graph;
        try {
            graph = GraphReader.read(text);
        } catch (GraphFormatException wrong) {
            throw impossible(file, GRAPH, String.valueOf(wrong.getMessage()));
        }
        List<String> problems = GraphVerifier.problems(graph, Stage.FORWARD);
        if (!problems.isEmpty()) {
            throw impossible(file, GRAPH, problems.getFirst());
        }
        long inputs = graph.nodes().stream().filter(n -> n.op() instanceof Input).count();
        if (inputs != 1 || graph.outputs().isEmpty()) {
            throw impossible(
                    file, GRAPH, "it has %d inputs and %d outputs".formatted(inputs, graph.outputs().size()));
        }
        return graph;
    }

    /// One finite tensor for each parameter, and no others.
    List<NamedTensor> weights(Graph graph, SafeTensors content, Map<String, Role> roles) {
        var weights = new ArrayList<NamedTensor>();
        for (Value parameter : graph.parameters()) {
            SafeTensors.Entry entry = content.find(parameter.name())
                    .orElseThrow(() -> impossible(file, WEIGHTS, "it has no `" + parameter.name() + "`"));
            if (!entry.shape().equals(parameter.shape().sizes())) {
                throw impossible(
                        file,
                        WEIGHTS,
                        "`%s` has shape %s, but the graph reads %s"
                                .formatted(parameter.name(), entry.shape(), parameter.shape()));
            }
            float[] values = content.values(entry);
            check(parameter.name(), values, roles.getOrDefault(parameter.name(), Role.WEIGHT));
            weights.add(NamedTensor.of(parameter.name(), entry.shape(), values));
        }
        if (content.entries().size() != weights.size()) {
            throw impossible(
                    file,
                    WEIGHTS,
                    "it has %d tensors, but the graph reads %d"
                            .formatted(content.entries().size(), weights.size()));
        }
        return weights;
    }

    private void check(String name, float[] values, Role role) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw impossible(file, WEIGHTS, "element %,d of `%s` is %s".formatted(i, name, values[i]));
            }
            if (role == Role.VARIANCE && values[i] < 0) {
                throw impossible(file, WEIGHTS, "element %,d of the variances `%s` is %s".formatted(i, name, values[i]));
            }
        }
    }

    /// Whether the manifest says of inputs, outputs and task what the graph says.
    void checkManifest(ManifestReader manifest, TrainedModel model) {
        if (!manifest.input().equals(List.of(model.inputName(), model.input().type().toString()))) {
            throw impossible(file, MANIFEST, "its input " + manifest.input() + " is not that of the graph");
        }
        List<List<String>> outputs = model.graph().outputs().stream()
                .map(o -> List.of(o.name(), o.value().type().toString()))
                .toList();
        if (!manifest.outputs().equals(outputs)) {
            throw impossible(file, MANIFEST, "its outputs " + manifest.outputs() + " are not those of the graph");
        }
        model.task().ifPresent(task -> checkTask(task, model));
    }

    private void checkTask(Task task, TrainedModel model) {
        Value prediction = model.graph().outputs().stream()
                .filter(o -> o.name().equals(task.prediction()))
                .findFirst()
                .map(Output::value)
                .orElseThrow(() -> impossible(file, MANIFEST, "the graph has no output `" + task.prediction() + "`"));
        int classes = task.classNames().size();
        // One output can say yes or no.
        boolean named = classes == 0
                || classes == prediction.shape().elementsPerExample()
                || (prediction.shape().elementsPerExample() == 1 && classes == 2);
        if (!named) {
            throw impossible(
                    file,
                    MANIFEST,
                    "it names %d classes, but `%s` is %s"
                            .formatted(classes, task.prediction(), prediction.type()));
        }
        List<Integer> sizes = model.input().shape().sizes();
        task.transforms().forEach(normalize -> {
            int means = normalize.mean().size();
            if (means != 1 && (sizes.size() < 2 || means != sizes.get(1))) {
                throw impossible(file, MANIFEST, "it normalizes %d channels of %s".formatted(means, sizes));
            }
        });
    }
}
