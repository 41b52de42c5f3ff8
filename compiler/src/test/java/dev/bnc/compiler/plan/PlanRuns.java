package dev.bnc.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/// Runs graphs as plans and in the reference, on the same seeded numbers, and compares.
final class PlanRuns {
    /// Intermediate results are rounded to floats, and some cancel.
    private static final double ROUNDING = 5e-5;

    private PlanRuns() {}

    /// Compares all outputs and the whole state after one run.
    static Plan check(Graph graph, int classes) {
        Map<String, Tensor> inputs = inputs(graph, classes);
        Map<String, Tensor> state = state(graph);
        Plan plan = Lowering.lower("net", graph, 1, Layouts.of(graph));
        ReferenceInterpreter.Result expected = ReferenceInterpreter.run(graph, inputs, state);
        ReferenceInterpreter.Result actual = PlanInterpreter.run(plan, inputs, state);
        expected.outputs().forEach((name, tensor) -> same("output " + name, actual.output(name), tensor, plan));
        expected.state().forEach((name, tensor) -> same(name, actual.parameter(name), tensor, plan));
        return plan;
    }

    private static void same(String name, Tensor actual, Tensor expected, Plan plan) {
        String text = PlanPrinter.print(plan);
        double size = DoubleStream.of(expected.data()).map(Math::abs).reduce(1, Math::max);
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.length(); i++) {
            assertThat(actual.at(i))
                    .as("%s, element %d, of%n%s", name, i, text)
                    .isCloseTo(expected.at(i), within(ROUNDING * size));
        }
    }

    private static Map<String, Tensor> inputs(Graph graph, int classes) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                inputs.put(name, input(node.result(), name, classes));
            }
        }
        return inputs;
    }

    private static Tensor input(Value value, String name, int classes) {
        Shape shape = value.shape();
        if (value.type().element() == ElementType.I32) {
            return Seeded.labels(name.hashCode(), shape.size(0), classes);
        }
        boolean scalar = shape.rank() == 0;
        return scalar ? Tensor.scalar(name.equals("step") ? 3 : 0.125) : Seeded.spread(name.hashCode(), shape);
    }

    /// Small numbers, positive ones for statistics and slots.
    private static Map<String, Tensor> state(Graph graph) {
        Map<String, Tensor> state = new HashMap<>();
        for (Value parameter : graph.parameters()) {
            String name = parameter.name();
            boolean weight = name.endsWith("weight") || name.endsWith("bias");
            state.put(
                    name,
                    weight
                            ? Seeded.spread(name.hashCode(), parameter.shape()).map(v -> (float) (v * 0.2))
                            : Seeded.positive(name.hashCode(), parameter.shape()));
        }
        return state;
    }
}
