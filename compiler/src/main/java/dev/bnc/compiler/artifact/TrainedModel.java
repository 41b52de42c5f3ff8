package dev.bnc.compiler.artifact;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A net and its weights: what a `.bnm` file holds.
///
/// @param name the net's name
/// @param variant the variant's, or empty
/// @param graph forward graph with an open batch size
/// @param roles what each parameter is for
/// @param weights one tensor for each parameter of the graph
/// @param task what it was trained for, if it was
public record TrainedModel(
        String name,
        String variant,
        Graph graph,
        Map<String, Role> roles,
        List<NamedTensor> weights,
        Optional<Task> task) {
    public TrainedModel {
        roles = Map.copyOf(roles);
        weights = List.copyOf(weights);
    }

    /// The net's input.
    public Value input() {
        return graph.nodes().stream()
                .filter(n -> n.op() instanceof Input)
                .map(Node::result)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("net " + name + " has no input"));
    }

    /// The name callers give the input under.
    public String inputName() {
        return graph.nodes().stream()
                .flatMap(n -> n.op() instanceof Input o ? Optional.of(o.name()).stream() : Optional.<String>empty().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("net " + name + " has no input"));
    }

    /// Where the weights lie in the state of the model's programs.
    public StateLayout layout() {
        var tensors = new ArrayList<StateTensor>();
        int end = 0;
        for (NamedTensor weight : weights) {
            Role role = roles.getOrDefault(weight.name(), Role.WEIGHT);
            var tensor = new StateTensor(weight.name(), weight.shape(), role, new Initializer.Constant(0), end);
            tensors.add(tensor);
            end = tensor.end();
        }
        return new StateLayout(tensors);
    }

    /// The weights as the state of the model's programs.
    public float[] state() {
        StateLayout layout = layout();
        var state = new float[layout.size()];
        for (int i = 0; i < weights.size(); i++) {
            NamedTensor weight = weights.get(i);
            System.arraycopy(
                    weight.storage(), weight.offset(), state, layout.tensors().get(i).offset(), weight.size());
        }
        return state;
    }

    /// The same with other weights for the parameters named.
    public TrainedModel with(List<NamedTensor> changed) {
        Map<String, NamedTensor> byName =
                changed.stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
        List<NamedTensor> all = weights.stream()
                .map(weight -> byName.getOrDefault(weight.name(), weight))
                .toList();
        return new TrainedModel(name, variant, graph, roles, all, task);
    }

    /// The output that answers: the task's, or else the first.
    public String prediction() {
        return task.map(Task::prediction).orElseGet(() -> graph.outputs().getFirst().name());
    }

    /// Reads and checks a model.
    ///
    /// @throws ArtifactException if it is missing, damaged, or something else
    public static TrainedModel read(Path file) {
        return ModelArtifact.read(file).model();
    }
}
