package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.graph.op.Input;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A bias that batch norm subtracts again is not added: with `m` the mean over the batch and `v` the variance,
///
/// ```
/// m(x + b) = m(x) + b        v(x + b) = v(x)        (x + b - m(x + b)) / sqrt(v) = (x - m(x)) / sqrt(v)
/// ```
///
/// (Ioffe, Szegedy 2015, section 3.2: the bias's part is taken by beta.) Readers of the mean other than the batch norm, such as
/// the running mean, get `m(x) + b`. The gradient of the bias is the sum over rows of the batch norm's input gradient, which
/// is zero: `sum(dy - dbeta / rows - xhat * dgamma / rows) = dbeta - dbeta - 0`, as `xhat` sums to zero. So it becomes zero, and
/// so does the learning rate times it: the bias keeps its value, but for weight decay if that was asked for. Weights and statistics mean the same as
/// without this pass.
///
/// Preconditions: the biased value is read by batch norm, with its own mean and variance, and by nothing else; it is no
/// output. In floats the result is the closer one: the mean is subtracted from smaller numbers, and the gradient is 0
/// and not the rounding errors of a sum.
///
/// Leaves alone batch norm with stored statistics, where a bias matters. The bias stays a parameter: the running mean
/// and the inference program read it. Runs on training steps, before anything merges or moves their batch norms.
final class FoldBiasIntoBeta implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        var search = new Search(graph);
        graph.nodes().forEach(search::visit);
        if (search.folded.isEmpty()) {
            search.missed.forEach((node, reason) -> remarks.missed(node.origin(), "bias " + node.input(1) + reason));
            return graph;
        }
        search.folded.values().forEach(node -> remarks.applied(
                node.origin(), "bias " + node.input(1) + " is dead: batch norm subtracts it again"));
        // again: another bias may lie under the one that is gone
        return run(new Rewrite(graph, search.producers, search.folded).run(), known, remarks);
    }

    /// Finds biases that are dead.
    private static final class Search {
        private final Map<Value, Node> producers;
        private final Map<Value, List<Node>> users;
        private final Set<Value> readOutside = new HashSet<>();
        private final Map<Value, Node> folded = new LinkedHashMap<>();
        private final Map<Node, String> missed = new LinkedHashMap<>();

        Search(Graph graph) {
            producers = graph.producers();
            users = graph.users();
            graph.outputs().forEach(o -> readOutside.add(o.value()));
            graph.updates().forEach(u -> readOutside.add(u.value()));
        }

        void visit(Node node) {
            Value biased = node.result();
            List<Node> readers = users.getOrDefault(biased, List.of());
            if (!(node.op() instanceof BiasAdd) || readers.stream().noneMatch(r -> r.op() instanceof BatchNormTraining)) {
                return;
            }
            Optional<Node> other =
                    readers.stream().filter(r -> !normalizes(r, biased)).findFirst();
            if (readOutside.contains(biased)) {
                missed.put(node, " is kept: the sum is an output");
            } else if (other.isPresent()) {
                String reader = GraphPrinter.print(other.orElseThrow().op());
                missed.put(node, " is kept: " + reader + " reads the sum too");
            } else {
                folded.put(biased, node);
            }
        }

        /// Whether `reader` is part of a batch norm of `biased` and reads it in no other place.
        private boolean normalizes(Node reader, Value biased) {
            int place = switch (reader.op()) {
                case BatchMean _, BatchVariance _, BatchNormTraining _ -> 0;
                case BatchNormInputGradient _, BatchNormScaleGradient _ -> 1;
                case Op _ -> -1;
            };
            return reader.inputs().indexOf(biased) == place
                    && reader.inputs().lastIndexOf(biased) == place
                    && meanPlace(reader).stream().allMatch(i -> isMean(reader.input(i), biased))
                    && variancePlace(reader).stream().allMatch(i -> isVariance(reader.input(i), biased));
        }

        private boolean isMean(Value value, Value biased) {
            return maker(value, BatchMean.class, biased).isPresent();
        }

        private boolean isVariance(Value value, Value biased) {
            return maker(value, BatchVariance.class, biased)
                    .filter(variance -> isMean(variance.input(1), biased))
                    .isPresent();
        }

        /// The node that makes `value`, if it is of that kind and looks at `from`.
        private Optional<Node> maker(Value value, Class<? extends Op> kind, Value from) {
            return Optional.ofNullable(producers.get(value))
                    .filter(p -> kind.isInstance(p.op()) && p.input(0).equals(from));
        }
    }

    /// Where a part of a batch norm reads the mean.
    private static Optional<Integer> meanPlace(Node part) {
        return switch (part.op()) {
            case BatchVariance _, BatchNormTraining _ -> Optional.of(1);
            case BatchNormInputGradient _, BatchNormScaleGradient _ -> Optional.of(2);
            case Op _ -> Optional.empty();
        };
    }

    private static Optional<Integer> variancePlace(Node part) {
        return switch (part.op()) {
            case BatchNormTraining _ -> Optional.of(2);
            case BatchNormInputGradient _, BatchNormScaleGradient _ -> Optional.of(3);
            case Op _ -> Optional.empty();
        };
    }

    /// Writes the graph without them.
    private static final class Rewrite {
        private final Graph graph;
        private final Map<Value, Node> producers;
        private final Map<Value, Node> folded;
        private final GraphRewriter rewriter;
        private final Set<Value> zeros = new HashSet<>();

        Rewrite(Graph graph, Map<Value, Node> producers, Map<Value, Node> folded) {
            this.graph = graph;
            this.producers = producers;
            this.folded = folded;
            this.rewriter = new GraphRewriter(graph);
        }

        Graph run() {
            for (Node node : graph.nodes()) {
                if (folded.containsKey(node.result())) {
                    rewriter.replace(node.result(), rewriter.of(node.input(0)));
                } else if (isBiasGradient(node) || isStepOfZero(node)) {
                    Value zero = rewriter.add(node.origin(), new Constant(0));
                    rewriter.append(new Node(
                            node.result(), new Broadcast(node.result().shape()), List.of(zero), node.origin()));
                    zeros.add(node.result());
                } else {
                    rewriter.append(withOwnMean(node));
                    addBiasToMean(node);
                }
            }
            return rewriter.graph();
        }

        /// A bias's gradient times the learning rate or a number: what an optimizer makes of it. Rates are finite.
        private boolean isStepOfZero(Node node) {
            return node.op().equals(new Binary(BinaryFunction.MULTIPLY))
                    && ((zeros.contains(node.input(0)) && isFinite(node.input(1)))
                            || (zeros.contains(node.input(1)) && isFinite(node.input(0))));
        }

        private boolean isFinite(Value scalar) {
            Node producer = producers.get(scalar);
            return producer != null
                    && scalar.shape().equals(Shape.SCALAR)
                    && (producer.op() instanceof Input || producer.op() instanceof Constant);
        }

        /// The sum over rows of the input gradient of a batch norm whose bias is gone, if its `dbeta` is what it must be.
        private boolean isBiasGradient(Node node) {
            if (!(node.op() instanceof ChannelSum)) {
                return false;
            }
            Node dx = producers.get(node.input(0));
            if (dx == null || !(dx.op() instanceof BatchNormInputGradient) || !folded.containsKey(dx.input(1))) {
                return false;
            }
            Node dbeta = producers.get(dx.input(4));
            return dbeta != null
                    && dbeta.op() instanceof ChannelSum
                    && dbeta.input(0).equals(dx.input(0));
        }

        /// The node with operands replaced, but in a batch norm that lost its bias the mean is the one without it.
        private Node withOwnMean(Node node) {
            List<Value> inputs = new ArrayList<>(rewriter.of(node).inputs());
            boolean normalizes = node.inputs().stream().anyMatch(folded::containsKey);
            if (normalizes) {
                meanPlace(node).ifPresent(i -> inputs.set(i, node.input(i)));
            }
            return node.withInputs(inputs);
        }

        /// Everyone else who reads the mean of a biased value gets it with the bias.
        private void addBiasToMean(Node node) {
            if (node.op() instanceof BatchMean && folded.containsKey(node.input(0))) {
                Value bias = rewriter.of(folded.get(node.input(0)).input(1));
                Value mean = rewriter.add(node.origin(), new Binary(BinaryFunction.ADD), node.result(), bias);
                rewriter.replace(node.result(), mean);
            }
        }
    }
}
