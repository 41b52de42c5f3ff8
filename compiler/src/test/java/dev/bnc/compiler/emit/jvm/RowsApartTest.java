package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.PlanPrinter;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Rows that would lie a multiple of 4 KiB apart are kept apart where products read them, and nowhere else.
class RowsApartTest {
    /// Of the largest element.
    private static final double ROUNDING = 1e-5;

    private static final Window POINT = Window.of(Extent.square(1));
    private static final Window THREE = Window.of(Extent.square(3)).withPadding(Padding.all(1));

    @Test
    void ofAThousandAndTwentyFourChannels() {
        assertThat(middleStride(check(1024, POINT))).isEqualTo(1040);
    }

    @Test
    void whereWindowsSkipEverySecondPlace() {
        assertThat(middleStride(check(512, POINT.withStride(Extent.square(2))))).isEqualTo(528);
        assertThat(middleStride(check(512, THREE.withStride(Extent.square(2))))).isEqualTo(528);
    }

    @Test
    void notOfOtherWidths() {
        assertThat(middleStride(check(512, POINT))).isEqualTo(512);
        assertThat(middleStride(check(1008, POINT))).isEqualTo(1008);
    }

    @Test
    void alsoWhereAChannelHasAFilterOfItsOwn() {
        assertThat(middleStride(checkDepthwise(1024))).isEqualTo(1040);
        assertThat(middleStride(checkDepthwise(128))).isEqualTo(144);
        assertThat(middleStride(checkDepthwise(48))).isEqualTo(48);
    }

    /// `1x1 to channels -> relu -> depthwise -> bias -> relu -> 1x1 to 7`.
    private static Plan checkDepthwise(int channels) {
        var graph = new GraphBuilder();
        Value x = graph.input("x", TensorType.f32(1, 3, 5, 4));
        Value middle = graph.add(new Relu(), graph.add(new Conv2d(POINT, 1), x, weight(graph, "a", channels, 3, 1)));
        Value own = graph.add(new Conv2d(THREE, channels), middle, weight(graph, "b", channels, 1, 3));
        Value bias = graph.parameter("d", TensorType.f32(channels));
        Value shifted = graph.add(new Relu(), graph.add(new BiasAdd(), own, bias));
        graph.output("y", graph.add(new Conv2d(POINT, 1), shifted, weight(graph, "c", 7, channels, 1)));
        return check(graph.build());
    }

    /// `1x1 to channels -> relu -> a convolution with this window to 7`, run at every width against the reference.
    private static Plan check(int channels, Window window) {
        var graph = new GraphBuilder();
        Value x = graph.input("x", TensorType.f32(1, 3, 5, 4));
        Value middle = graph.add(new Relu(), graph.add(new Conv2d(POINT, 1), x, weight(graph, "a", channels, 3, 1)));
        int side = window.kernel().height();
        graph.output("y", graph.add(new Conv2d(window, 1), middle, weight(graph, "b", 7, channels, side)));
        return check(graph.build());
    }

    private static Value weight(GraphBuilder graph, String name, int outputs, int inputs, int side) {
        return graph.parameter(name, TensorType.f32(outputs, inputs, side, side));
    }

    private static Plan check(Graph graph) {
        Map<String, Tensor> state = new HashMap<>();
        graph.parameters()
                .forEach(p -> state.put(p.name(), Seeded.spread(p.name().charAt(0), p.shape())));
        Map<String, Tensor> inputs =
                Map.of("x", Seeded.spread(3, TensorType.f32(1, 3, 5, 4).shape()));
        Tensor expected = ReferenceInterpreter.run(graph, inputs, state).output("y");
        Plan plan = RunningProgram.plan(graph);
        double size = DoubleStream.of(expected.data()).map(Math::abs).max().orElseThrow();
        for (VectorWidth width : Widths.here()) {
            Tensor y = RunningProgram.of(plan, width)
                    .withState(state, CallerOnly.POOL)
                    .run(inputs, CallerOnly.POOL)
                    .output("y");
            for (int i = 0; i < y.length(); i++) {
                assertThat(y.at(i))
                        .as("%s, element %d of%n%s", width, i, PlanPrinter.print(plan))
                        .isCloseTo(expected.at(i), within(ROUNDING * size));
            }
        }
        return plan;
    }

    private static int middleStride(Plan plan) {
        List<Multiply> products = plan.steps().stream()
                .filter(Multiply.class::isInstance)
                .map(Multiply.class::cast)
                .toList();
        return products.getFirst().target().stride();
    }
}
