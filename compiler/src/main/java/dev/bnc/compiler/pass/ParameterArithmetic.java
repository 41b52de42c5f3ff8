package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.BroadcastSpatial;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Slice;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.compiler.graph.op.Window;
import java.util.Collections;
import java.util.List;

/// Writes arithmetic on vectors (`[c]`, one number a channel) and weights as nodes that read parameters alone. Nothing is
/// computed here: [EvaluateParameters] does that once, in float64.
///
/// @param origin the layer for whose sake it is done
record ParameterArithmetic(Folding folding, Origin origin) {
    /// The same for another layer.
    ParameterArithmetic at(Origin other) {
        return new ParameterArithmetic(folding, other);
    }

    Value sum(Value a, Value b) {
        return add(new Binary(BinaryFunction.ADD), a, b);
    }

    Value product(Value a, Value b) {
        return add(new Binary(BinaryFunction.MULTIPLY), a, b);
    }

    Value quotient(Value a, Value b) {
        return add(new Binary(BinaryFunction.DIVIDE), a, b);
    }

    Value negative(Value a) {
        return add(new Unary(UnaryFunction.NEGATE), a);
    }

    Value times(Value a, double number) {
        return number == 1 ? a : product(a, add(new Constant(number)));
    }

    /// Channels `from` to before `to` of a vector.
    Value slice(Value vector, int from, int to) {
        if (from == 0 && to == vector.shape().size(0)) {
            return vector;
        }
        Value row = reshaped(vector, 1, vector.shape().size(0));
        return reshaped(add(new Slice(from, to), row), to - from);
    }

    /// Each number of a vector `times` times in a row: what channels become where positions turn into features.
    Value repeated(Value vector, int times) {
        if (times == 1) {
            return vector;
        }
        int channels = vector.shape().size(0);
        Value cells = add(new BroadcastSpatial(new Extent(1, times)), reshaped(vector, 1, channels));
        return reshaped(cells, Math.multiplyExact(channels, times));
    }

    /// The weight with which the product's results come out multiplied by `factor`, a number for each result channel.
    Value scaledResults(Node product, Value factor) {
        Value weight = product.input(1);
        return switch (product.op()) {
            case MatMul o -> o.transposeB() ? scaledRows(weight, factor) : scaledColumns(weight, factor, 1);
            case Conv2d _ -> scaledRows(weight, factor);
            case ConvTranspose2d o -> scaledColumns(weight, factor, o.groups());
            case Op o -> throw new IllegalStateException("no product: " + o);
        };
    }

    /// The weight with which the product takes data that lack `factor`, a number for each channel of the data.
    Value scaledOperands(Node product, Value factor) {
        Value weight = product.input(1);
        return switch (product.op()) {
            case MatMul o -> o.transposeB() ? scaledColumns(weight, factor, 1) : scaledRows(weight, factor);
            case Conv2d o -> scaledColumns(weight, factor, o.groups());
            case ConvTranspose2d _ -> scaledRows(weight, factor);
            case Op o -> throw new IllegalStateException("no product: " + o);
        };
    }

    /// What an unpadded product makes of data that are `summand` everywhere: one number for each result channel.
    Value carried(Node product, Value summand) {
        Value weight = product.input(1);
        Value row = reshaped(summand, 1, summand.shape().size(0));
        return switch (product.op()) {
            case MatMul _ -> reshaped(add(product.op(), row, weight), product.result().shape().size(1));
            case Conv2d o -> {
                Extent kernel = o.window().kernel();
                Value image = add(new BroadcastSpatial(kernel), row);
                Value sums = add(new Conv2d(Window.of(kernel), o.groups()), image, weight);
                yield reshaped(sums, product.result().shape().size(1));
            }
            case Op o -> throw new IllegalStateException("borders matter to " + o);
        };
    }

    /// `weight[a, ...]` with entry `a` of the first dimension multiplied by `factor[a]`.
    private Value scaledRows(Value weight, Value factor) {
        int rows = factor.shape().size(0);
        int each = Math.toIntExact(weight.shape().elements() / rows);
        return reshaped(add(new ChannelScale(), reshaped(weight, 1, rows, each), factor), weight.shape());
    }

    /// `weight[a, b / groups, ...]`, whose rows belong to `groups` equal groups, with column `b` of its group multiplied by
    /// `factor[b]`.
    private Value scaledColumns(Value weight, Value factor, int groups) {
        Shape shape = weight.shape();
        if (groups == 1) {
            return add(new ChannelScale(), weight, factor);
        }
        int rows = shape.size(0);
        int columns = shape.size(1);
        if (columns == 1) {
            Value grouped = reshaped(weight, 1, groups, Math.toIntExact(shape.elements() / groups));
            return reshaped(add(new ChannelScale(), grouped, factor), shape);
        }
        Value group = reshaped(factor, groups, columns);
        Value[] copies = Collections.nCopies(rows / groups, group).toArray(Value[]::new);
        Value matrix = reshaped(add(new Concat(), copies), rows, columns);
        Value full = add(new BroadcastSpatial(new Extent(shape.size(2), shape.size(3))), matrix);
        return product(weight, full);
    }

    private Value reshaped(Value value, Integer... sizes) {
        return reshaped(value, new Shape(List.of(sizes)));
    }

    private Value reshaped(Value value, Shape shape) {
        return value.shape().equals(shape) ? value : add(new Reshape(shape), value);
    }

    private Value add(Op op, Value... inputs) {
        return folding.add(origin, op, inputs);
    }
}
