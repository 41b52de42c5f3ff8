package dev.bnc.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.HashMap;
import java.util.Map;

/// Whether two graphs compute the same, by running both on seeded numbers.
final class Equivalence {
    /// Both sides run in float64 and may round in another order.
    private static final double TOLERANCE = 1e-9;

    private Equivalence() {}

    /// Runs both graphs and compares all outputs and all parameters afterwards.
    static void assertEqualNumbers(Graph before, Graph after, long seed) {
        assertEqualNumbers(before, after, seed, state(before, seed));
    }

    /// The same with given parameters.
    static void assertEqualNumbers(Graph before, Graph after, long seed, Map<String, Tensor> state) {
        Map<String, Tensor> inputs = inputs(before, seed);
        var expected = ReferenceInterpreter.run(before, inputs, state);
        var actual = ReferenceInterpreter.run(after, inputs, state);
        assertThat(actual.outputs().keySet()).isEqualTo(expected.outputs().keySet());
        expected.outputs().forEach((name, tensor) -> assertClose("output " + name, actual.output(name), tensor));
        expected.state().forEach((name, tensor) -> assertClose("@" + name, actual.parameter(name), tensor));
    }

    private static void assertClose(String what, Tensor actual, Tensor expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        for (int i = 0; i < expected.length(); i++) {
            double error = Math.abs(actual.at(i) - expected.at(i));
            assertThat(error <= TOLERANCE * Math.max(1, Math.abs(expected.at(i))))
                    .as("%s: %s is not %s", what, actual, expected)
                    .isTrue();
        }
    }

    /// Labels are 0 or 1, as every net has two classes.
    private static Map<String, Tensor> inputs(Graph graph, long seed) {
        var inputs = new HashMap<String, Tensor>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                Value value = node.result();
                inputs.put(
                        name,
                        value.type().element() == ElementType.I32
                                ? Seeded.labels(
                                        seed + inputs.size(), value.shape().size(0), 2)
                                : Seeded.spread(seed + inputs.size(), value.shape()));
            }
        }
        return inputs;
    }

    /// Positive, as some parameters are variances.
    static Map<String, Tensor> state(Graph graph, long seed) {
        var state = new HashMap<String, Tensor>();
        for (Value parameter : graph.parameters()) {
            state.put(parameter.name(), Seeded.positive(seed + 100 + state.size(), parameter.shape()));
        }
        return state;
    }
}
