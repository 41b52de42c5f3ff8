package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A factor or summand of each channel that could not go back to where the value comes from goes into the products that read
/// it: with `*` a convolution or dense layer and `s`, `t` numbers for each of its data channels,
///
/// ```
/// (s x + t) * w  →  x * (s w) + (t * w)
/// ```
///
/// Padding is zeros, and a zero is not `s 0 + t`. So a padded convolution, and a transposed one, whose border sees fewer
/// elements, keep a sum, but no factor: the zeros are then those of `x + t / s`,
///
/// ```
/// (s x + t) * w  →  (x + t / s) * (s w)
/// ```
///
/// On the way they move through reshapes that keep channels together (flatten: each number stands for all positions), pools
/// and sums over positions; as [FoldIntoProducers].
///
/// Preconditions: all that read the value can take it, and it is no output. Before padding, a summand needs a factor, and
/// that must be known to be nowhere zero. Before a max pool it must be known to be positive.
///
/// Floats survive it: weights are made in float64 and rounded once; `t / s` is rounded at its own scale, which `s` brings
/// back to that of `t`.
///
/// Leaves alone biases of products: they cost nothing where they are. Relies on [FoldIntoProducers] having run, which is
/// right for any padding, and on nothing else being able to take what is left.
final class FoldIntoReaders implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        Graph folded = new Sweep(graph, known, remarks).run();
        KeptBatchNorms.report(folded, known, remarks);
        return folded;
    }

    /// One sweep over the nodes, those that read parameters alone first.
    private static final class Sweep {
        private final Graph graph;
        private final Folding folding;
        private final Remarks remarks;
        private final Downstream downstream;
        private final Map<Value, List<Node>> users;
        /// What is to be made up for, by results of the old graph that are not made.
        private final Map<Value, Affine> deferred = new HashMap<>();
        /// Products that got a summand, whose next node adds a bias.
        private final Map<Value, Affine> unbiased = new HashMap<>();

        Sweep(Graph graph, KnownValues known, Remarks remarks) {
            this.remarks = remarks;
            this.graph = graph;
            this.folding = new Folding(graph, known);
            this.downstream = new Downstream(graph, folding);
            this.users = graph.users();
        }

        Graph run() {
            Set<Node> early = new HashSet<>();
            var fixed = ParameterExpressions.of(graph);
            graph.nodes().stream().filter(fixed::contains).forEach(early::add);
            graph.nodes().stream().filter(early::contains).forEach(folding::append);
            graph.nodes().stream().filter(n -> !early.contains(n)).forEach(this::visit);
            return folding.graph();
        }

        private void visit(Node old) {
            Optional<Affine> waiting = first(deferred, old);
            if (waiting.isPresent()) {
                read(old, waiting.orElseThrow());
                return;
            }
            Optional<Affine> product = first(unbiased, old);
            if (product.isPresent()) {
                addBias(old, product.orElseThrow());
                return;
            }
            Node node = folding.of(old);
            if (!folding.isStep(node) || !starts(old, node)) {
                folding.append(node);
            }
        }

        private static Optional<Affine> first(Map<Value, Affine> waiting, Node reader) {
            return reader.inputs().stream()
                    .flatMap(v -> Optional.ofNullable(waiting.get(v)).stream())
                    .findFirst();
        }

        /// Whether a factor or summand is left out here, to be made up for further on.
        private boolean starts(Node old, Node node) {
            boolean bias = node.op() instanceof BiasAdd
                    && folding.producer(node.input(0)).filter(folding::isProduct).isPresent();
            if (bias) {
                return false;
            }
            var arithmetic = arithmetic(old);
            Affine affine = downstream.moved(old, Affine.of(node.input(0)), arithmetic);
            if (downstream.refuses(old.result(), affine, arithmetic).isPresent()) {
                return false;
            }
            deferred.put(old.result(), affine);
            return true;
        }

        /// A node that reads `base` instead of what it read.
        private void read(Node old, Affine affine) {
            var arithmetic = arithmetic(old);
            if (folding.isProduct(old)) {
                multiply(old, affine, arithmetic);
                return;
            }
            boolean step = old.op() instanceof BiasAdd || old.op() instanceof ChannelScale;
            Affine moved = downstream.moved(old, affine, arithmetic);
            deferred.put(old.result(), step ? moved : moved.around(again(old, affine.base())));
        }

        private void multiply(Node old, Affine affine, ParameterArithmetic arithmetic) {
            Node node = folding.of(old);
            Value data = affine.base();
            boolean bordered = Downstream.bordered(old);
            if (bordered && affine.summand().isPresent()) {
                Value inside = arithmetic.quotient(
                        affine.summand().orElseThrow(), affine.factor().orElseThrow());
                Origin source = affine.sources().isEmpty() ? old.origin() : affine.sources().getFirst();
                data = folding.add(source, new BiasAdd(), data, inside);
            }
            Value weight =
                    affine.factor().map(f -> arithmetic.scaledOperands(node, f)).orElse(node.input(1));
            Value product = folding.add(node.origin(), node.op(), data, weight);
            String[] notes = bordered && affine.summand().isPresent()
                    ? new String[] {"a sum of each channel is left before the padding, whose zeros must stay what they are"}
                    : new String[0];
            affine.sources().forEach(s -> FoldText.folded(remarks, DiagnosticCode.FOLDED_FORTH, s, List.of(old), notes));
            Optional<Value> carried =
                    bordered ? Optional.empty() : affine.summand().map(t -> arithmetic.carried(node, t));
            if (carried.isPresent() && isBiased(old)) {
                unbiased.put(old.result(), Affine.of(product).plus(carried.orElseThrow(), arithmetic));
            } else {
                folding.replace(
                        old.result(),
                        carried.map(t -> folding.add(node.origin(), new BiasAdd(), product, t))
                                .orElse(product));
            }
        }

        private boolean isBiased(Node product) {
            List<Node> readers = users.getOrDefault(product.result(), List.of());
            return readers.size() == 1
                    && readers.getFirst().op() instanceof BiasAdd
                    && folding.fixed(readers.getFirst().input(1))
                    && !folding.isOutput(product.result());
        }

        private void addBias(Node old, Affine product) {
            Value bias = arithmetic(old).sum(product.summand().orElseThrow(), old.input(1));
            folding.replace(old.result(), folding.add(old.origin(), new BiasAdd(), product.base(), bias));
        }

        private Value again(Node old, Value data) {
            List<Value> inputs = new ArrayList<>(folding.of(old).inputs());
            inputs.set(0, data);
            return folding.add(old.origin(), old.op(), inputs.toArray(Value[]::new));
        }

        private ParameterArithmetic arithmetic(Node node) {
            return new ParameterArithmetic(folding, node.origin());
        }
    }
}
