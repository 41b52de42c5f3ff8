package dev.bnc.compiler.model;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Reshape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A net, elaborated.
///
/// @param name from the header `net mnist(...)`, or the file's name
/// @param variant name of the variant, empty for the net as it stands
/// @param graph forward graph with stored statistics and an open batch size; its outputs are the net's
/// @param parameters in the order of the layers; a program's state starts with them
/// @param layers in the order in which they are computed; a block follows its layers
public record Model(
        String name,
        String variant,
        Graph graph,
        List<ModelParameter> parameters,
        List<Layer> layers,
        Optional<Training> training,
        List<Probe> probes,
        Optional<Study> study,
        List<String> variants) {
    public Model {
        parameters = List.copyOf(parameters);
        layers = List.copyOf(layers);
        probes = List.copyOf(probes);
        variants = List.copyOf(variants);
    }

    /// The forward graph with the probed values as further outputs. A sum with a bias is made once more for its probe: so
    /// training computes the same bits with and without it, also where it drops the bias.
    public Graph observed() {
        GraphBuilder observed = GraphBuilder.extending(graph);
        Map<Value, Node> producers = graph.producers();
        for (Probe probe : probes) {
            Node producer = producers.get(probe.value());
            Value watched = producer != null && producer.op() instanceof BiasAdd
                    ? observed.add(producer.op(), producer.inputs())
                    : probe.value();
            observed.output(probe.output(), asExamples(watched, observed));
        }
        return observed.build();
    }

    /// A vector of parameters is watched as one example: batch first, units second.
    private static Value asExamples(Value watched, GraphBuilder observed) {
        return watched.isParameter() && watched.shape().rank() == 1
                ? observed.add(new Reshape(Shape.of(1, watched.shape().size(0))), watched)
                : watched;
    }

    /// The same trained in another way.
    public Model withTraining(Optional<Training> changed) {
        return new Model(name, variant, graph, parameters, layers, changed, probes, study, variants);
    }

    /// The same with nothing watched.
    public Model withoutProbes() {
        return new Model(name, variant, graph, parameters, layers, training, List.of(), study, variants);
    }

    /// Name for runs: the net's, and the variant's if it is one.
    public String runName() {
        return variant.isEmpty() ? name : name + "-" + variant;
    }

    /// Number of trained numbers: weights, biases, gamma and beta, not statistics.
    public long trainableCount() {
        return parameters.stream()
                .filter(p -> p.role().trainable())
                .mapToLong(ModelParameter::size)
                .sum();
    }
}
