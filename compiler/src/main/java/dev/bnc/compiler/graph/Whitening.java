package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Broadcast;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.Crop;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Pad;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Slice;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.compiler.graph.op.Window;
import java.util.ArrayList;
import java.util.List;

/// [Whiten] as products of matrices, which differentiation, folding and lowering know.
///
/// What it costs beside a batch norm: with `d` channels a group, `2 d` operations for each element of the
/// covariance, as many for the result, and `3 * 2 d^3` for each iteration and group. Of images the products are
/// convolutions by 1x1.
public final class Whitening {
    private static final Window POINT = Window.of(Extent.square(1));

    private final Whiten op;
    private final Appending graph;

    /// @param graph takes the nodes
    public Whitening(Whiten op, Appending graph) {
        this.op = op;
        this.graph = graph;
    }

    /// Where nodes go.
    @FunctionalInterface
    public interface Appending {
        /// Appends a node; its result.
        Value add(Op op, List<Value> inputs);
    }

    /// The normalizer with these statistics, in place of operands 1 and 2 of `operands`.
    public Value normalize(List<Value> operands, Value mean, Value covariance) {
        Value whitened = whiten(centered(operands.getFirst(), mean), covariance);
        Value scaled = op.scale() ? add(new ChannelScale(), whitened, operands.get(3)) : whitened;
        return op.shift() ? add(new BiasAdd(), scaled, operands.getLast()) : scaled;
    }

    /// Biased covariances of the groups of `x`, at a batch size that is known.
    public Value covariance(Value x, Value mean) {
        Value centered = centered(x, mean);
        long rows = x.shape().elements() / x.shape().size(1);
        var groups = new ArrayList<Value>();
        for (int g = 0; g < op.groups(); g++) {
            Value part = group(g, centered);
            groups.add(times(1.0 / rows, x.shape().rank() == 2 ? products(part) : productsOfImages(part)));
        }
        return joined(groups);
    }

    private Value products(Value part) {
        return add(new MatMul(true, false), part, part);
    }

    /// What a filter by 1x1 gets as its gradient is the sum over positions of products of all pairs of channels.
    private Value productsOfImages(Value part) {
        int width = part.shape().size(1);
        return add(new Reshape(Shape.of(width, width)), add(new Conv2dWeightGradient(POINT, 1), part, part));
    }

    private Value centered(Value x, Value mean) {
        return add(new BiasAdd(), x, add(new Unary(UnaryFunction.NEGATE), mean));
    }

    private Value whiten(Value centered, Value covariance) {
        var groups = new ArrayList<Value>();
        for (int g = 0; g < op.groups(); g++) {
            groups.add(product(group(g, centered), inverseRoot(group(g, covariance))));
        }
        return joined(groups);
    }

    /// The matrix is symmetric, so it does not matter which of its sides meets the channels.
    private Value product(Value part, Value matrix) {
        int width = matrix.shape().size(0);
        return part.shape().rank() == 2
                ? add(new MatMul(false, false), part, matrix)
                : add(new Conv2d(POINT, 1), part, add(new Reshape(Shape.of(width, width, 1, 1)), matrix));
    }

    private Value inverseRoot(Value covariance) {
        Value identity = identity(covariance.shape().size(0));
        Value safe = binary(BinaryFunction.ADD, covariance, times(op.eps(), identity));
        Value trace = add(new Sum(), binary(BinaryFunction.MULTIPLY, safe, identity));
        Value unit = binary(BinaryFunction.DIVIDE, safe, trace);
        Value root = binary(BinaryFunction.SUBTRACT, times(1.5, identity), times(0.5, unit));
        for (int i = 1; i < op.iterations(); i++) {
            Value cube = multiply(multiply(root, root), root);
            root = binary(BinaryFunction.SUBTRACT, times(1.5, root), times(0.5, multiply(cube, unit)));
        }
        return binary(BinaryFunction.DIVIDE, root, add(new Unary(UnaryFunction.SQRT), trace));
    }

    /// A one and `width` zeros, and so on: `width` rows of `width + 1` numbers, taken for rows of `width`.
    private Value identity(int width) {
        Value ones = add(new Broadcast(Shape.of(1, 1, width, 1)), constant(1));
        Value rows = add(new Pad(new Padding(0, 0, 0, width), 0), ones);
        Value line = add(new Reshape(Shape.of(1, 1, 1, width * (width + 1))), rows);
        return add(new Reshape(Shape.of(width, width)), add(new Crop(new Padding(0, 0, 0, width)), line));
    }

    /// The columns, or channels, of a group.
    private Value group(int index, Value value) {
        int width = value.shape().size(1) / op.groups();
        return op.groups() == 1 ? value : add(new Slice(index * width, (index + 1) * width), value);
    }

    private Value joined(List<Value> groups) {
        return groups.size() == 1 ? groups.getFirst() : graph.add(new Concat(), groups);
    }

    private Value multiply(Value a, Value b) {
        return add(new MatMul(false, false), a, b);
    }

    private Value times(double factor, Value value) {
        return binary(BinaryFunction.MULTIPLY, constant(factor), value);
    }

    private Value constant(double value) {
        return graph.add(new Constant(value), List.of());
    }

    private Value binary(BinaryFunction function, Value a, Value b) {
        return add(new Binary(function), a, b);
    }

    private Value add(Op operator, Value... inputs) {
        return graph.add(operator, List.of(inputs));
    }
}
