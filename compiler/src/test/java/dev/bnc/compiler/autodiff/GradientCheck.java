package dev.bnc.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares gradients with central differences, `(f(x + h) - f(x - h)) / 2h`, in float64.
final class GradientCheck {
    /// Small enough that the third derivative's share, h^2, and large enough that rounding's share, 1e-16 / h, stay
    /// well below [#TOLERANCE].
    private static final double STEP = 1e-5;

    private static final double TOLERANCE = 2e-7;

    private GradientCheck() {}

    /// Checks the gradients that [Differentiate] makes of the output `loss` in all parameters of a graph.
    static void check(Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> state) {
        Map<String, Tensor> gradients = gradients(graph, inputs, state);
        for (Value parameter : graph.parameters()) {
            Tensor gradient = gradients.get(parameter.name());
            assertThat(gradient).as("gradient of %s", parameter).isNotNull();
            checkOne(graph, inputs, state, parameter.name(), gradient);
        }
    }

    /// Checks one gradient, however it was found, and that it is not all zero.
    static void checkOne(
            Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> state, String name, Tensor gradient) {
        Tensor differences = differences(graph, inputs, state, name);
        assertThat(gradient.shape()).isEqualTo(differences.shape());
        double scale = Arrays.stream(differences.data()).map(Math::abs).max().orElse(0);
        assertThat(scale).as("largest gradient of %s", name).isGreaterThan(1e-4);
        for (int i = 0; i < differences.length(); i++) {
            assertThat(gradient.at(i))
                    .as("gradient of %s[%d]", name, i)
                    .isCloseTo(differences.at(i), within(TOLERANCE * Math.max(1, scale)));
        }
    }

    /// The gradients of the output `loss`, by parameter.
    static Map<String, Tensor> gradients(Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> state) {
        GraphBuilder builder = GraphBuilder.extending(graph);
        Map<Value, Value> gradients = Differentiate.append(builder, graph.output("loss"), graph.parameters());
        Map<Value, Tensor> values = ReferenceInterpreter.values(builder.build(), inputs, state);
        var found = new LinkedHashMap<String, Tensor>();
        gradients.forEach((parameter, gradient) ->
                found.put(parameter.name(), values.getOrDefault(gradient, Tensor.scalar(Double.NaN))));
        return found;
    }

    private static Tensor differences(Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> state, String name) {
        Tensor start = new HashMap<>(state).get(name);
        assertThat(start).as(name).isNotNull();
        return Tensor.generate(start.shape(), i -> {
            double above = loss(graph, inputs, state, name, nudged(start, i, STEP));
            double below = loss(graph, inputs, state, name, nudged(start, i, -STEP));
            return (above - below) / (2 * STEP);
        });
    }

    private static double loss(
            Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> state, String name, Tensor changed) {
        var moved = new HashMap<>(state);
        moved.put(name, changed);
        return ReferenceInterpreter.run(graph, inputs, moved).output("loss").value();
    }

    private static Tensor nudged(Tensor tensor, int index, double by) {
        double[] data = tensor.data().clone();
        data[index] += by;
        return Tensor.of(tensor.shape(), data);
    }

    /// All tensors of a list as the state `x0`, `x1`, ...
    static Map<String, Tensor> named(List<Tensor> operands) {
        var state = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < operands.size(); i++) {
            state.put("x" + i, operands.get(i));
        }
        return state;
    }
}
