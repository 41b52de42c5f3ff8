package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.ActivationGradient;
import dev.bnc.compiler.graph.op.BatchNormTraining;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.GlobalMaxPoolGradient;
import dev.bnc.compiler.graph.op.LeakyRelu;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.MaxPoolGradient;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Relu;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// What costs a few operations an element, `relu(batch_norm_training(x, ...))` and concatenations of such, is not kept from
/// the forward to the backward pass: gradients that read it get it computed anew from `x`, which batch norm's gradient
/// keeps anyway (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"; Bulò et al. 2018). The same function of the
/// same values, in the same order: the same bits.
///
/// Preconditions: the value is `batch_norm_training`, a rectifier of it, or a concatenation of such; it is read both by
/// gradients that need it and by others, so that it would be kept; it is large, as a step more costs more than little
/// memory; and no other value that is kept has it in it.
///
/// Leaves alone other activations: they cost more than their memory, or their gradients are cheaper from the result. Leaves
/// `x` alone. Runs after equal nodes have been merged: it makes equal nodes.
final class RecomputeActivations implements Pass {
    /// 64 kB: what fits a core's cache beside its work.
    private static final long LEAST_ELEMENTS = 16_384;

    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        var search = new Search(graph);
        Set<Value> found = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (search.recomputed(node)) {
                found.add(node.result());
                remarks.applied(node.origin(), "computed anew for the backward pass, not kept");
            }
        }
        return found.isEmpty() ? graph : new Rewrite(graph, found).run();
    }

    /// The operand of which `node` is a gradient that reads it, as opposed to what is computed forward.
    private static OptionalInt late(Node node) {
        return switch (node.op()) {
            case Conv2dWeightGradient _ -> OptionalInt.of(0);
            case MaxPoolGradient _, GlobalMaxPoolGradient _, ActivationGradient _ -> OptionalInt.of(1);
            // dense layers multiply by a parameter; the gradient of that multiplies by the gradient of the result
            case MatMul o when o.transposeA() -> OptionalInt.of(1);
            case Op _ -> OptionalInt.empty();
        };
    }

    private static boolean readsLate(Node node, Value value) {
        OptionalInt place = late(node);
        return place.isPresent()
                && node.inputs().indexOf(value) == place.getAsInt()
                && node.inputs().lastIndexOf(value) == place.getAsInt();
    }

    /// Finds values that are cheap and would be kept.
    private static final class Search {
        private final Map<Value, Node> producers;
        private final Map<Value, List<Node>> users;
        private final Map<Value, Boolean> cheap = new HashMap<>();

        Search(Graph graph) {
            producers = graph.producers();
            users = graph.users();
        }

        boolean recomputed(Node node) {
            Value value = node.result();
            List<Node> readers = users.getOrDefault(value, List.of());
            return value.shape().elements() >= LEAST_ELEMENTS
                    && readers.stream().anyMatch(r -> readsLate(r, value))
                    && readers.stream().anyMatch(r -> !readsLate(r, value))
                    && cheap(value)
                    && readers.stream().noneMatch(this::keepsIt);
        }

        private boolean cheap(Value value) {
            Boolean known = cheap.get(value);
            if (known == null) {
                known = producers.containsKey(value) && cheap(producers.get(value));
                cheap.put(value, known);
            }
            return known;
        }

        private boolean cheap(Node node) {
            return switch (node.op()) {
                case BatchNormTraining _ -> true;
                case Relu _, LeakyRelu _ -> {
                    Node norm = producers.get(node.input(0));
                    yield norm != null && norm.op() instanceof BatchNormTraining;
                }
                case Concat _ -> node.inputs().stream().allMatch(this::cheap);
                case Op _ -> false;
            };
        }

        /// Whether a reader has the value in its own, and that is kept.
        private boolean keepsIt(Node reader) {
            Value joined = reader.result();
            return reader.op() instanceof Concat
                    && !cheap(joined)
                    && users.getOrDefault(joined, List.of()).stream().anyMatch(r -> readsLate(r, joined));
        }
    }

    /// Puts copies before the gradients that read them.
    private static final class Rewrite {
        private final Graph graph;
        private final Set<Value> found;
        private final Map<Value, Node> producers;
        private final GraphRewriter rewriter;
        private final Map<Value, Value> copies = new HashMap<>();

        Rewrite(Graph graph, Set<Value> found) {
            this.graph = graph;
            this.found = found;
            producers = graph.producers();
            rewriter = new GraphRewriter(graph);
        }

        Graph run() {
            for (Node node : graph.nodes()) {
                rewriter.append(node.withInputs(node.inputs().stream()
                        .map(v -> found.contains(v) && readsLate(node, v) ? copy(v) : v)
                        .toList()));
            }
            return rewriter.graph();
        }

        private Value copy(Value value) {
            Value known = copies.get(value);
            if (known == null) {
                known = copied(value);
                copies.put(value, known);
            }
            return known;
        }

        private Value copied(Value value) {
            Node node = producers.get(value);
            if (node == null) {
                throw new IllegalStateException("nothing makes " + value);
            }
            Value[] inputs =
                    switch (node.op()) {
                        case Concat _ -> node.inputs().stream().map(this::copied).toArray(Value[]::new);
                        case Relu _, LeakyRelu _ -> new Value[] {copied(node.input(0))};
                        case Op _ -> node.inputs().toArray(Value[]::new);
                    };
            return rewriter.add(node.origin(), node.op(), inputs);
        }
    }
}
