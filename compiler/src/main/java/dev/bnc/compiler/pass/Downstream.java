package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.pass.Obstacle.Reason;
import dev.bnc.compiler.reference.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/// Moves factors and summands of each channel with the flow, from a value into the products that read it.
final class Downstream {
    private final Folding folding;
    private final Map<Value, List<Node>> users;
    private final Set<Value> outputs = new HashSet<>();

    Downstream(Graph graph, Folding folding) {
        this.folding = folding;
        this.users = graph.users();
        graph.outputs().forEach(o -> outputs.add(o.value()));
    }

    /// Why not all readers of `value`, of the old graph, can make up for `affine`; empty if they can.
    Optional<Obstacle> refuses(Value value, Affine affine, ParameterArithmetic arithmetic) {
        List<Node> readers = users.getOrDefault(value, List.of());
        if (outputs.contains(value) || readers.isEmpty()) {
            return Optional.of(new Obstacle(Reason.OUTPUT, value, List.of()));
        }
        return readers.stream()
                .flatMap(reader -> refusesReader(reader, value, affine, arithmetic).stream())
                .findFirst();
    }

    private Optional<Obstacle> refusesReader(Node reader, Value value, Affine affine, ParameterArithmetic arithmetic) {
        if (folding.isProduct(reader)) {
            return refusesBorder(reader, affine);
        }
        Optional<Obstacle> refused = refusesMove(reader, affine);
        if (refused.isPresent() || !reader.input(0).equals(value)) {
            return refused.or(() -> Optional.of(Obstacle.of(Reason.NONLINEAR, reader)));
        }
        return refuses(reader.result(), moved(reader, affine, arithmetic), arithmetic);
    }

    /// Whether it can be moved behind that node.
    private Optional<Obstacle> refusesMove(Node reader, Affine affine) {
        boolean commutes = switch (reader.op()) {
            case BiasAdd _, ChannelScale _ -> folding.isStep(reader);
            case Reshape _ -> positions(reader).isPresent();
            case AvgPool o -> affine.summand().isEmpty() || Borders.averagesCommute(o, reader);
            case SpatialSum _, MaxPool _, GlobalMaxPool _, Crop _ -> true;
            case Unary o -> o.function() == UnaryFunction.NEGATE;
            case Binary o -> timesNumber(o, reader);
            case Op _ -> false;
        };
        if (!commutes) {
            return Optional.of(Obstacle.of(reader.op() instanceof AvgPool ? Reason.PADDING : Reason.NONLINEAR, reader));
        }
        boolean largest = reader.op() instanceof MaxPool || reader.op() instanceof GlobalMaxPool;
        return largest
                ? requires(affine, f -> f > 0, Obstacle.of(Reason.FACTOR_NOT_POSITIVE, reader))
                : Optional.empty();
    }

    /// What is to be made up for behind a node that was moved over.
    Affine moved(Node reader, Affine affine, ParameterArithmetic arithmetic) {
        return switch (reader.op()) {
            case BiasAdd _ -> affine.plus(folding.of(reader).input(1), arithmetic);
            case ChannelScale _ -> affine.times(folding.of(reader).input(1), arithmetic.at(reader.origin()));
            case Reshape _ -> {
                int times = positions(reader).orElseThrow();
                UnaryOperator<Value> spread = v -> arithmetic.repeated(v, times);
                yield affine.moved(spread, spread);
            }
            case SpatialSum _ -> {
                Shape in = reader.input(0).shape();
                double cells = (double) in.size(2) * in.size(3);
                yield affine.moved(f -> f, t -> arithmetic.times(t, cells));
            }
            case Unary _ -> affine.moved(f -> f, arithmetic::negative);
            case Binary _ -> {
                double number = folding.numbers(reader.input(1)).orElseThrow().value();
                yield affine.moved(f -> f, t -> arithmetic.times(t, number));
            }
            case Op _ -> affine;
        };
    }

    /// Padding is zeros, to which a summand must not be added: then only `base + summand / factor` can be padded.
    private Optional<Obstacle> refusesBorder(Node product, Affine affine) {
        if (affine.summand().isEmpty() || !bordered(product)) {
            return Optional.empty();
        }
        var padding = Obstacle.of(Reason.PADDING, product);
        return affine.factor().isEmpty()
                ? Optional.of(padding)
                : requires(affine, f -> f != 0, Obstacle.of(Reason.FACTOR_ZERO, product));
    }

    /// Whether some of the product's results come from fewer elements than others.
    static boolean bordered(Node product) {
        return switch (product.op()) {
            case Conv2d o -> !o.window().padding().equals(Padding.NONE);
            case ConvTranspose2d _ -> true;
            case Op _ -> false;
        };
    }

    private Optional<Obstacle> requires(Affine affine, DoublePredicate holds, Obstacle otherwise) {
        if (affine.factor().isEmpty()) {
            return Optional.empty();
        }
        Optional<Tensor> numbers = folding.numbers(affine.factor().orElseThrow());
        if (numbers.isEmpty()) {
            return Optional.of(new Obstacle(Reason.NUMBERS_UNKNOWN, otherwise.value(), otherwise.at()));
        }
        boolean fine = Arrays.stream(numbers.orElseThrow().data()).allMatch(holds);
        return fine ? Optional.empty() : Optional.of(otherwise);
    }

    /// How many features each channel becomes in a reshape; empty if channels do not stay together.
    private static Optional<Integer> positions(Node reshape) {
        Shape from = reshape.input(0).shape();
        Shape to = reshape.result().shape();
        if (from.rank() < 2
                || to.rank() < 2
                || !from.sizes().getFirst().equals(to.sizes().getFirst())) {
            return Optional.empty();
        }
        if (from.size(1) == to.size(1)) {
            return Optional.of(1);
        }
        boolean flat = to.rank() == 2 && to.size(1) % from.size(1) == 0;
        return flat ? Optional.of(to.size(1) / from.size(1)) : Optional.empty();
    }

    /// Whether the node multiplies data by one number.
    private boolean timesNumber(Binary op, Node node) {
        return op.function() == BinaryFunction.MULTIPLY
                && folding.producer(folding.of(node.input(1)))
                        .filter(p -> p.op() instanceof Constant)
                        .isPresent();
    }
}
