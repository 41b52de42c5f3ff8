package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// The identities of [Simplify]. Each looks at one node and the nodes that make its operands.
enum SimplifyRule {
    /// `x + 0`, `x - 0`, `x * 1`, `x / 1` → `x`. One live node fewer.
    NEUTRAL_OPERAND("neutral operand left out", SimplifyRule::neutralOperand),
    /// `-(-x)` → `x`. One live node fewer.
    DOUBLE_NEGATION("double negation left out", SimplifyRule::doubleNegation),
    /// Whatever keeps every element in its place: `reshape` to the same shape, `slice` of all channels, `pad` and `crop` by
    /// nothing, `concat` of one, `broadcast` of a scalar to a scalar → `x`. One live node fewer.
    IDENTITY("identity left out", SimplifyRule::identity),
    /// `reshape(reshape(x))` → `reshape(x)`; `slice(slice(x))` → `slice(x)`. One edge fewer between node and source.
    CHAIN("two moves made one", SimplifyRule::chain),
    /// `op(constants)` → its value. One node fewer that is no constant.
    CONSTANT("constant computed", SimplifyRule::constant);

    /// A node, and the nodes before it by their results.
    record Site(Node node, Map<Value, Node> producers) {
        Optional<Node> producer(int operand) {
            return Optional.ofNullable(producers.get(node.input(operand)));
        }
    }

    /// What becomes of a node.
    sealed interface Rewrite {
        /// Readers read that value instead.
        record ToValue(Value value) implements Rewrite {}

        /// Another node makes the same result.
        record ToNode(Node node) implements Rewrite {}
    }

    private final String text;
    private final Function<Site, Optional<Rewrite>> rule;

    SimplifyRule(String text, Function<Site, Optional<Rewrite>> rule) {
        this.text = text;
        this.rule = rule;
    }

    /// What it did, for a remark.
    String text() {
        return text;
    }

    /// The rewrite of that node, empty if the rule does not apply.
    Optional<Rewrite> rewrite(Site site) {
        return rule.apply(site);
    }

    private static Optional<Rewrite> neutralOperand(Site site) {
        if (!(site.node().op() instanceof Binary(BinaryFunction function))) {
            return Optional.empty();
        }
        OptionalDouble left = uniform(site, 0);
        OptionalDouble right = uniform(site, 1);
        return switch (function) {
            case ADD -> right.equals(OptionalDouble.of(0)) ? operand(site, 0) : operandIf(left, 0, site);
            case MULTIPLY -> right.equals(OptionalDouble.of(1)) ? operand(site, 0) : operandIf(left, 1, site);
            case SUBTRACT -> right.equals(OptionalDouble.of(0)) ? operand(site, 0) : Optional.empty();
            case DIVIDE -> right.equals(OptionalDouble.of(1)) ? operand(site, 0) : Optional.empty();
            case MAXIMUM, MINIMUM, GREATER -> Optional.empty();
        };
    }

    /// Operand 1, if operand 0 is the neutral number.
    private static Optional<Rewrite> operandIf(OptionalDouble left, double neutral, Site site) {
        return left.equals(OptionalDouble.of(neutral)) ? operand(site, 1) : Optional.empty();
    }

    private static Optional<Rewrite> doubleNegation(Site site) {
        var negation = new Unary(UnaryFunction.NEGATE);
        if (!site.node().op().equals(negation)) {
            return Optional.empty();
        }
        return site.producer(0)
                .filter(n -> n.op().equals(negation))
                .map(n -> new Rewrite.ToValue(n.input(0)));
    }

    private static Optional<Rewrite> identity(Site site) {
        return switch (site.node().op()) {
            case Reshape _, Slice _, Concat _, Broadcast _ when site.node().inputs().size() == 1 -> operand(site, 0);
            case Pad o when o.padding().equals(Padding.NONE) -> operand(site, 0);
            case Crop o when o.padding().equals(Padding.NONE) -> operand(site, 0);
            case Op _ -> Optional.empty();
        };
    }

    private static Optional<Rewrite> chain(Site site) {
        if (!(site.node().op() instanceof Reshape || site.node().op() instanceof Slice)) {
            return Optional.empty();
        }
        Node node = site.node();
        return site.producer(0).flatMap(source -> merged(node.op(), source.op())
                .map(op -> new Rewrite.ToNode(new Node(node.result(), op, source.inputs(), node.origin()))));
    }

    /// One operator that does what `first` and then `second` do.
    private static Optional<Op> merged(Op second, Op first) {
        if (second instanceof Reshape && first instanceof Reshape) {
            return Optional.of(second);
        }
        if (second instanceof Slice outer && first instanceof Slice inner) {
            return Optional.of(new Slice(inner.from() + outer.from(), inner.from() + outer.to()));
        }
        return Optional.empty();
    }

    private static Optional<Rewrite> constant(Site site) {
        Node node = site.node();
        if (!(node.op() instanceof Pointwise) || !node.result().shape().equals(Shape.SCALAR)) {
            return Optional.empty();
        }
        List<Tensor> operands = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            uniform(site, i).ifPresent(c -> operands.add(Tensor.scalar(c)));
        }
        if (operands.size() < node.inputs().size()) {
            return Optional.empty();
        }
        double value = ReferenceInterpreter.apply(node.op(), operands).value();
        // what overflows or is undefined is left to run time, where it can be seen
        return Double.isFinite(value)
                ? Optional.of(new Rewrite.ToNode(
                        new Node(node.result(), new Constant(value), List.of(), node.origin())))
                : Optional.empty();
    }

    /// The operand itself, if it has the type of the result: a scalar does not stand for a tensor.
    private static Optional<Rewrite> operand(Site site, int operand) {
        Value value = site.node().input(operand);
        return value.type().equals(site.node().result().type())
                ? Optional.of(new Rewrite.ToValue(value))
                : Optional.empty();
    }

    /// The number all elements of an operand are, if that is known.
    private static OptionalDouble uniform(Site site, int operand) {
        return site.producer(operand)
                .map(producer -> switch (producer.op()) {
                    case Constant(double value) -> OptionalDouble.of(value);
                    case Broadcast _ -> uniform(new Site(producer, site.producers()), 0);
                    case Op _ -> OptionalDouble.empty();
                })
                .orElse(OptionalDouble.empty());
    }
}
