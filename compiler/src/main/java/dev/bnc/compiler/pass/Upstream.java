package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.pass.Obstacle.Reason;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Moves a factor or a summand of each channel against the flow, from a value to the products that it is made of.
///
/// Asking and doing are two methods with one arm for each kind of node: what is not refused can be done.
final class Upstream {
    private final Folding folding;
    private final List<Node> takers = new ArrayList<>();

    Upstream(Folding folding) {
        this.folding = folding;
    }

    Folding folding() {
        return folding;
    }

    /// The nodes that took factors since this was called last.
    List<Node> takers() {
        List<Node> taken = List.copyOf(takers);
        takers.clear();
        return taken;
    }

    /// Why `value * factor` cannot become part of what makes `value`; empty if it can.
    Optional<Obstacle> refusesFactor(Value value, Value factor, ParameterArithmetic arithmetic) {
        Optional<Node> maker = folding.producer(value);
        Optional<Obstacle> closed = closed(value, maker);
        return closed.isPresent() ? closed : refusesFactor(maker.orElseThrow(), factor, arithmetic);
    }

    private Optional<Obstacle> refusesFactor(Node maker, Value factor, ParameterArithmetic arithmetic) {
        if (folding.isProduct(maker)) {
            return Optional.empty();
        }
        return switch (maker.op()) {
            case BiasAdd _ when folding.isStep(maker) -> refusesFactor(maker.input(0), factor, arithmetic);
            case ChannelScale _ when folding.isStep(maker) -> Optional.empty();
            case Concat _ -> ofAll(maker, part -> refusesFactor(part.value(), part.of(factor, arithmetic), arithmetic));
            case MaxPool _, GlobalMaxPool _ -> {
                Optional<Obstacle> sign = refusesSign(maker, factor);
                yield sign.isPresent() ? sign : refusesFactor(maker.input(0), factor, arithmetic);
            }
            case AvgPool _, SpatialSum _, Crop _ -> refusesFactor(maker.input(0), factor, arithmetic);
            case Pad o when o.value() == 0 -> refusesFactor(maker.input(0), factor, arithmetic);
            case Reshape _ when spread(maker).isPresent() ->
                refusesFactor(maker.input(0), before(maker, factor, arithmetic), arithmetic);
            case Unary o when o.function() == UnaryFunction.NEGATE -> refusesFactor(maker.input(0), factor, arithmetic);
            case Binary o when timesNumber(o, maker) -> refusesFactor(maker.input(0), factor, arithmetic);
            case Binary o when joins(o, maker) -> {
                Optional<Obstacle> left = refusesFactor(maker.input(0), factor, arithmetic);
                yield left.isPresent() ? left : refusesFactor(maker.input(1), factor, arithmetic);
            }
            case Op _ -> Optional.of(Obstacle.of(Reason.NONLINEAR, maker));
        };
    }

    /// What becomes `value * factor`, made anew from the products on.
    Value withFactor(Value value, Value factor, ParameterArithmetic arithmetic) {
        Node maker = folding.producer(value).orElseThrow();
        if (folding.isProduct(maker)) {
            takers.add(maker);
            return again(maker, maker.input(0), arithmetic.scaledResults(maker, factor));
        }
        return switch (maker.op()) {
            case BiasAdd _ ->
                again(maker, withFactor(maker.input(0), factor, arithmetic), arithmetic.product(maker.input(1), factor));
            case ChannelScale _ -> {
                takers.add(maker);
                yield again(maker, maker.input(0), arithmetic.product(maker.input(1), factor));
            }
            case Concat _ -> again(maker, parts(maker).stream()
                    .map(part -> partWithFactor(part, part.of(factor, arithmetic), arithmetic))
                    .toArray(Value[]::new));
            case Reshape _ -> again(maker, withFactor(maker.input(0), before(maker, factor, arithmetic), arithmetic));
            case Binary o when joins(o, maker) ->
                again(
                        maker,
                        withFactor(maker.input(0), factor, arithmetic),
                        withFactor(maker.input(1), factor, arithmetic));
            case Binary _ -> again(maker, withFactor(maker.input(0), factor, arithmetic), maker.input(1));
            case Op _ -> again(maker, withFactor(maker.input(0), factor, arithmetic));
        };
    }

    private Value partWithFactor(Part part, Value factor, ParameterArithmetic arithmetic) {
        return refusesFactor(part.value(), factor, arithmetic).isEmpty()
                ? withFactor(part.value(), factor, arithmetic)
                : folding.add(arithmetic.origin(), new ChannelScale(), part.value(), factor);
    }

    /// Why `value + summand` cannot become part of what makes `value`; empty if it can.
    Optional<Obstacle> refusesSummand(Value value) {
        Optional<Node> maker = folding.producer(value);
        Optional<Obstacle> closed = closed(value, maker);
        return closed.isPresent() ? closed : refusesSummand(maker.orElseThrow());
    }

    private Optional<Obstacle> refusesSummand(Node maker) {
        if (folding.isProduct(maker)) {
            return Optional.empty();
        }
        return switch (maker.op()) {
            case BiasAdd _ when folding.isStep(maker) -> Optional.empty();
            case Concat _ -> ofAll(maker, part -> refusesSummand(part.value()));
            case AvgPool o when !Borders.averagesCommute(o, maker) -> Optional.of(Obstacle.of(Reason.PADDING, maker));
            case AvgPool _, MaxPool _, GlobalMaxPool _, SpatialSum _, Crop _ -> refusesSummand(maker.input(0));
            case Reshape _ when spread(maker).isPresent() -> refusesSummand(maker.input(0));
            case Unary o when o.function() == UnaryFunction.NEGATE -> refusesSummand(maker.input(0));
            case Binary o when timesNumber(o, maker) -> refusesSummand(maker.input(0));
            case Binary o when joins(o, maker) -> {
                Optional<Obstacle> left = refusesSummand(maker.input(0));
                yield left.isEmpty() ? left : refusesSummand(maker.input(1));
            }
            case Op _ -> Optional.of(Obstacle.of(Reason.NONLINEAR, maker));
        };
    }

    /// What becomes `value + summand`, made anew from the products on.
    Value withSummand(Value value, Value summand, ParameterArithmetic arithmetic) {
        Node maker = folding.producer(value).orElseThrow();
        if (folding.isProduct(maker)) {
            return folding.add(maker.origin(), new BiasAdd(), value, summand);
        }
        return switch (maker.op()) {
            case BiasAdd _ -> again(maker, maker.input(0), arithmetic.sum(maker.input(1), summand));
            case Concat _ -> again(maker, parts(maker).stream()
                    .map(part -> partWithSummand(part, part.of(summand, arithmetic), arithmetic))
                    .toArray(Value[]::new));
            case Reshape _ -> again(maker, withSummand(maker.input(0), before(maker, summand, arithmetic), arithmetic));
            case SpatialSum _ -> {
                Shape in = maker.input(0).shape();
                Value share = arithmetic.times(summand, 1.0 / ((double) in.size(2) * in.size(3)));
                yield again(maker, withSummand(maker.input(0), share, arithmetic));
            }
            case Unary _ -> again(maker, withSummand(maker.input(0), arithmetic.negative(summand), arithmetic));
            case Binary o when timesNumber(o, maker) -> {
                Value share = arithmetic.times(summand, 1 / number(maker.input(1)));
                yield again(maker, withSummand(maker.input(0), share, arithmetic), maker.input(1));
            }
            case Binary o -> joined(o, maker, summand, arithmetic);
            case Op _ -> again(maker, withSummand(maker.input(0), summand, arithmetic));
        };
    }

    private Value partWithSummand(Part part, Value summand, ParameterArithmetic arithmetic) {
        return refusesSummand(part.value()).isEmpty()
                ? withSummand(part.value(), summand, arithmetic)
                : folding.add(arithmetic.origin(), new BiasAdd(), part.value(), summand);
    }

    /// One of the two takes it.
    private Value joined(Binary op, Node maker, Value summand, ParameterArithmetic arithmetic) {
        Value left = maker.input(0);
        Value right = maker.input(1);
        if (refusesSummand(left).isEmpty()) {
            return again(maker, withSummand(left, summand, arithmetic), right);
        }
        Value part = op.function() == BinaryFunction.SUBTRACT ? arithmetic.negative(summand) : summand;
        return again(maker, left, withSummand(right, part, arithmetic));
    }

    /// A value that must stay as it is: made outside, or wanted by someone else, too.
    private Optional<Obstacle> closed(Value value, Optional<Node> maker) {
        if (maker.isEmpty() || maker.orElseThrow().op() instanceof Input || folding.fixed(value)) {
            return Optional.of(new Obstacle(
                    Reason.INPUT, value, maker.map(List::of).orElse(List.of())));
        }
        if (folding.isOutput(value)) {
            return Optional.of(Obstacle.of(Reason.OUTPUT, maker.orElseThrow()));
        }
        return folding.readOnce(value)
                ? Optional.empty()
                : Optional.of(Obstacle.of(Reason.READ_ELSEWHERE, maker.orElseThrow()));
    }

    private Optional<Obstacle> refusesSign(Node pool, Value factor) {
        Optional<Tensor> numbers = folding.numbers(factor);
        if (numbers.isEmpty()) {
            return Optional.of(Obstacle.of(Reason.NUMBERS_UNKNOWN, pool));
        }
        boolean positive = Arrays.stream(numbers.orElseThrow().data()).allMatch(f -> f > 0);
        return positive ? Optional.empty() : Optional.of(Obstacle.of(Reason.FACTOR_NOT_POSITIVE, pool));
    }

    /// The first obstacle, if no branch can take it: one that can is worth the split.
    private Optional<Obstacle> ofAll(Node concat, Function<Part, Optional<Obstacle>> refuses) {
        List<Optional<Obstacle>> answers = parts(concat).stream().map(refuses).toList();
        return answers.stream().anyMatch(Optional::isEmpty) ? Optional.empty() : answers.getFirst();
    }

    /// A branch of a concat, whose channels start at `from`.
    private record Part(Value value, int from) {
        Value of(Value vector, ParameterArithmetic arithmetic) {
            return arithmetic.slice(vector, from, from + value.shape().size(1));
        }
    }

    private static List<Part> parts(Node concat) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (Value value : concat.inputs()) {
            parts.add(new Part(value, from));
            from += value.shape().size(1);
        }
        return parts;
    }

    /// How many features before a reshape become positions of each channel behind it; empty if its channels are no groups of
    /// the ones before.
    private static Optional<Integer> spread(Node reshape) {
        Shape from = reshape.input(0).shape();
        Shape to = reshape.result().shape();
        if (from.rank() < 2 || to.rank() < 2 || !from.sizes().getFirst().equals(to.sizes().getFirst())) {
            return Optional.empty();
        }
        if (from.size(1) == to.size(1)) {
            return Optional.of(1);
        }
        boolean features = from.rank() == 2 && from.size(1) % to.size(1) == 0;
        return features ? Optional.of(from.size(1) / to.size(1)) : Optional.empty();
    }

    private static Value before(Node reshape, Value vector, ParameterArithmetic arithmetic) {
        return arithmetic.repeated(vector, spread(reshape).orElseThrow());
    }

    /// Whether the node multiplies data by one number, known and not 0.
    private boolean timesNumber(Binary op, Node node) {
        return op.function() == BinaryFunction.MULTIPLY
                && folding.producer(node.input(1))
                        .filter(p -> p.op() instanceof Constant o && o.value() != 0)
                        .isPresent();
    }

    private double number(Value constant) {
        return folding.numbers(constant).orElseThrow().value();
    }

    /// Whether the node is the sum or difference of two values of one shape.
    private static boolean joins(Binary op, Node node) {
        boolean linear = op.function() == BinaryFunction.ADD || op.function() == BinaryFunction.SUBTRACT;
        return linear && node.input(0).shape().equals(node.input(1).shape());
    }

    private Value again(Node node, Value... inputs) {
        return folding.add(node.origin(), node.op(), inputs);
    }
}
