package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.ActivationGradient;
import dev.bnc.compiler.graph.op.BatchNormInputGradient;
import dev.bnc.compiler.graph.op.BatchNormScaleGradient;
import dev.bnc.compiler.graph.op.BatchNormTraining;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.LeakyRelu;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Relu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The gradient of a rectifier asks for a sign only, and that of batch norm for the rectifier's gradient twice: in the sums
/// for beta and gamma, and in its input's gradient. Both get it computed anew, from what batch norm reads anyway:
///
/// ```
/// y > 0 where z > 0        y = relu(z)        z = batch_norm_training(x, ...)
/// ```
///
/// So backward are two passes over `dy` and `x`: one makes the sums, one the input's gradient. Neither reads `y`, and the
/// gradient of `z` is never stored.
///
/// Preconditions: the rectifier (`relu`, `leaky_relu`) reads a batch norm in training; its gradient is read by parts of the
/// gradient of that batch norm and by nothing else, and it is no output. Floats are the same to the bit, as `z` is computed
/// again in the same way.
///
/// Leaves alone other activations, whose gradient costs more than it is to read their result. Runs after equal nodes have
/// been merged: it makes equal nodes.
final class RecomputeMasks implements Pass {
    /// The gradient of a rectifier, and the batch norm under the rectifier.
    private record Masked(Node gradient, Node norm) {}

    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        var search = new Search(graph);
        Map<Value, Masked> found = new HashMap<>();
        for (Node node : graph.nodes()) {
            search.normalized(node).ifPresent(norm -> {
                Optional<String> obstacle = search.obstacle(node, norm);
                obstacle.ifPresentOrElse(
                        reason -> remarks.missed(node.origin(), "its gradient is stored: " + reason),
                        () -> {
                            found.put(node.result(), new Masked(node, norm));
                            remarks.applied(node.origin(), "its gradient is computed where it is read, from what batch norm reads");
                        });
            });
        }
        return found.isEmpty() ? graph : rewrite(graph, found);
    }

    private static Graph rewrite(Graph graph, Map<Value, Masked> found) {
        var rewriter = new GraphRewriter(graph);
        for (Node node : graph.nodes()) {
            Masked gradient = found.get(node.result());
            Masked read = node.op() instanceof BatchNormInputGradient ? found.get(node.input(0)) : null;
            if (gradient != null) {
                rewriter.append(masked(rewriter, gradient));
            } else if (read != null) {
                Node own = masked(rewriter, read);
                List<Value> inputs = new ArrayList<>(node.inputs());
                inputs.set(0, rewriter.add(own.origin(), own.op(), own.input(0), own.input(1)));
                rewriter.append(node.withInputs(inputs));
            } else {
                rewriter.keep(node);
            }
        }
        return rewriter.graph();
    }

    /// The gradient with a normalized value of its own.
    private static Node masked(GraphRewriter rewriter, Masked found) {
        Node norm = found.norm;
        Value again = rewriter.add(norm.origin(), norm.op(), norm.inputs().toArray(Value[]::new));
        return found.gradient.withInputs(List.of(found.gradient.input(0), again));
    }

    /// Finds gradients of rectifiers between batch norms and their gradients.
    private static final class Search {
        private final Map<Value, Node> producers;
        private final Map<Value, List<Node>> users;
        private final Graph graph;

        Search(Graph graph) {
            this.graph = graph;
            producers = graph.producers();
            users = graph.users();
        }

        /// The batch norm whose result went into the rectifier of which `node` is the gradient.
        Optional<Node> normalized(Node node) {
            if (!(node.op() instanceof ActivationGradient(var activation))
                    || !(activation instanceof Relu || activation instanceof LeakyRelu)) {
                return Optional.empty();
            }
            return Optional.ofNullable(producers.get(node.input(1)))
                    .filter(rectifier -> rectifier.op().equals(activation))
                    .flatMap(rectifier -> Optional.ofNullable(producers.get(rectifier.input(0))))
                    .filter(norm -> norm.op() instanceof BatchNormTraining);
        }

        /// Why the gradient has to be stored anyway, if it has.
        Optional<String> obstacle(Node gradient, Node norm) {
            Value dz = gradient.result();
            boolean kept = graph.outputs().stream().anyMatch(o -> o.value().equals(dz))
                    || graph.updates().stream().anyMatch(u -> u.value().equals(dz));
            if (kept) {
                return Optional.of("it is an output");
            }
            List<Node> readers = users.getOrDefault(dz, List.of());
            if (readers.stream().noneMatch(r -> r.op() instanceof BatchNormInputGradient)) {
                return Optional.of("no gradient of the batch norm's input is needed");
            }
            return readers.stream()
                    .filter(reader -> !isPart(reader, dz, norm))
                    .findFirst()
                    .map(reader -> GraphPrinter.operator(reader.op()) + " reads it too");
        }

        /// Whether `reader` is part of the gradient of `norm`, and reads the gradient of its result in no other place.
        private static boolean isPart(Node reader, Value dz, Node norm) {
            boolean once = reader.inputs().indexOf(dz) == 0 && reader.inputs().lastIndexOf(dz) == 0;
            return once
                    && switch (reader.op()) {
                        case ChannelSum _ -> true;
                        case BatchNormScaleGradient _, BatchNormInputGradient _ ->
                            reader.inputs().subList(1, 4).equals(norm.inputs().subList(0, 3));
                        case Op _ -> false;
                    };
        }
    }
}
