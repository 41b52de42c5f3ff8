package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;
import java.util.HashMap;
import java.util.Map;

/// Pointwise formulae as nodes; each constant becomes a node once.
final class Arithmetic {
    private final GraphBuilder builder;
    private final Map<Double, Value> constants = new HashMap<>();

    Arithmetic(GraphBuilder builder) {
        this.builder = builder;
    }

    Value constant(double value) {
        return constants.computeIfAbsent(value, v -> builder.add(new Constant(v)));
    }

    Value add(Value a, Value b) {
        return builder.add(new Binary(BinaryFunction.ADD), a, b);
    }

    Value subtract(Value a, Value b) {
        return builder.add(new Binary(BinaryFunction.SUBTRACT), a, b);
    }

    Value multiply(Value a, Value b) {
        return builder.add(new Binary(BinaryFunction.MULTIPLY), a, b);
    }

    Value divide(Value a, Value b) {
        return builder.add(new Binary(BinaryFunction.DIVIDE), a, b);
    }

    Value maximum(Value a, Value b) {
        return builder.add(new Binary(BinaryFunction.MAXIMUM), a, b);
    }

    Value minimum(Value a, Value b) {
        return builder.add(new Binary(BinaryFunction.MINIMUM), a, b);
    }

    /// 1 where `a > b`, else 0.
    Value greater(Value a, Value b) {
        return builder.add(new Binary(BinaryFunction.GREATER), a, b);
    }

    /// `factor * a`; `a` itself for factor 1.
    Value times(double factor, Value a) {
        return factor == 1 ? a : multiply(constant(factor), a);
    }

    /// `summand + a`.
    Value plus(double summand, Value a) {
        return add(constant(summand), a);
    }

    Value apply(UnaryFunction function, Value a) {
        return builder.add(new Unary(function), a);
    }

    /// `keep * old + (1 - keep) * fresh`.
    Value blend(double keep, Value old, Value fresh) {
        return add(times(keep, old), times(1 - keep, fresh));
    }
}
