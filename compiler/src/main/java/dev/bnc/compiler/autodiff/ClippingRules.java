package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.compiler.graph.op.UnaryFunction;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Clipped gradients as nodes.
final class ClippingRules {
    private final GraphBuilder builder;
    private final Arithmetic arithmetic;

    ClippingRules(GraphBuilder builder, Arithmetic arithmetic) {
        this.builder = builder;
        this.arithmetic = arithmetic;
    }

    /// The gradients, by parameter, after clipping.
    Map<Value, Value> clip(Clipping clipping, Map<Value, Value> gradients) {
        if (gradients.isEmpty()) {
            return gradients;
        }
        return switch (clipping) {
            case Clipping.None _ -> gradients;
            case Clipping.ByValue c ->
                each(
                        gradients,
                        g -> arithmetic.minimum(
                                arithmetic.maximum(g, arithmetic.constant(-c.largest())),
                                arithmetic.constant(c.largest())));
            case Clipping.ByGlobalNorm c -> {
                Value factor = factor(c.largest(), gradients.values());
                yield each(gradients, g -> arithmetic.multiply(g, factor));
            }
        };
    }

    private Value factor(double largest, Collection<Value> gradients) {
        Value squares = gradients.stream()
                .map(g -> builder.add(new Sum(), arithmetic.apply(UnaryFunction.SQUARE, g)))
                .reduce(arithmetic::add)
                .orElseThrow();
        Value norm = arithmetic.apply(UnaryFunction.SQRT, squares);
        Value allowed = arithmetic.divide(arithmetic.constant(largest), arithmetic.plus(1e-6, norm));
        return arithmetic.minimum(allowed, arithmetic.constant(1));
    }

    private static Map<Value, Value> each(Map<Value, Value> gradients, UnaryOperator<Value> change) {
        var changed = new LinkedHashMap<Value, Value>();
        gradients.forEach((parameter, gradient) -> changed.put(parameter, change.apply(gradient)));
        return changed;
    }
}
