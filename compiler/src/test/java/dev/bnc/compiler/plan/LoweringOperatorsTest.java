package dev.bnc.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.cases.OpCase;
import dev.bnc.compiler.cases.OpCases;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.reference.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operator, lowered and run by the [PlanInterpreter], against the reference.
class LoweringOperatorsTest {
    /// Intermediate results are rounded to floats.
    private static final double ROUNDING = 1e-5;

    static List<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(OpCase c) {
        check(c);
    }

    /// Then setup does whatever can be done once.
    @ParameterizedTest
    @MethodSource("cases")
    void agreesWhenOperandsAreState(OpCase c) {
        check(c.withParameters());
    }

    private static void check(OpCase c) {
        Graph graph = c.graph();
        Plan plan = Lowering.lower("case", graph, 1, Layouts.of(graph));
        String text = PlanPrinter.print(plan);
        Tensor expected = c.expected();
        Tensor y = PlanInterpreter.run(plan, c.inputs(), c.state()).output("y");
        assertThat(y.shape()).isEqualTo(expected.shape());
        double size = DoubleStream.of(expected.data()).map(Math::abs).reduce(1, Math::max);
        for (int i = 0; i < y.length(); i++) {
            assertThat(y.at(i)).as("element %d of%n%s", i, text).isCloseTo(expected.at(i), within(ROUNDING * size));
        }
    }
}
