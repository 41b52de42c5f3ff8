package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.train.StepScalars;
import java.util.HashMap;
import java.util.Map;

/// The inputs of a training step; each is declared when it is first needed.
final class StepInputs {
    private final GraphBuilder builder;
    private final Map<String, Value> declared = new HashMap<>();

    StepInputs(GraphBuilder builder) {
        this.builder = builder;
    }

    /// The input of that name and type; declares it the first time.
    ///
    /// @throws IllegalArgumentException if it was declared with another type
    Value get(String name, TensorType type) {
        Value input = declared.computeIfAbsent(name, n -> builder.input(n, type));
        if (!input.type().equals(type)) {
            throw new IllegalArgumentException("input " + name + " is " + input.type() + ", not " + type);
        }
        return input;
    }

    /// A number that changes from step to step.
    Value scalar(StepScalars scalar) {
        return get(scalar.input(), TensorType.f32(Shape.SCALAR));
    }
}
