package dev.bnc.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every gradient rule against central differences.
class GradientTest {
    static final String LABEL = "label";
    private static final String WEIGHTS = "weights";

    /// No gradient: nothing to differentiate, constant almost everywhere, or a part of a gradient.
    private static final Set<Class<?>> WITHOUT = Set.of(
            Input.class,
            Constant.class,
            OneHot.class,
            DropoutMask.class,
            ActivationGradient.class,
            Conv2dInputGradient.class,
            Whiten.class,
            BatchNormInputGradient.class,
            BatchNormScaleGradient.class,
            BatchQuantileGradient.class,
            GroupNormInputGradient.class,
            GroupNormScaleGradient.class,
            LocalResponseNormGradient.class,
            MaxPoolGradient.class,
            AvgPoolGradient.class,
            GlobalMaxPoolGradient.class,
            SoftmaxGradient.class,
            LogSoftmaxGradient.class,
            CrossEntropyGradient.class);

    static List<GradientCases.Case> cases() {
        return GradientCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithCentralDifferences(GradientCases.Case c) {
        Graph graph = projected(c);
        GradientCheck.check(graph, inputs(graph), GradientCheck.named(c.operands()));
    }

    @Test
    void tableNamesEveryDifferentiableOperator() {
        var seen = new HashSet<Class<?>>(WITHOUT);
        cases().forEach(c -> projected(c).nodes().stream().map(Node::op).forEach(op -> seen.add(op.getClass())));
        assertThat(seen).containsAll(operators(Op.class).toList());
    }

    @Test
    void partsOfGradientsHaveNone() {
        var b = new GraphBuilder();
        Value x = b.parameter("x", TensorType.f32(2, 2));
        Value y = b.add(new Sum(), b.add(new ActivationGradient(new Tanh()), x, x));
        assertThatThrownBy(() -> Differentiate.append(b, y, List.of(x)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no gradient of")
                .hasMessageContaining("ActivationGradient");
    }

    @Test
    void nothingFlowsThroughSteps() {
        var b = new GraphBuilder();
        Value x = b.parameter("x", TensorType.f32(2, 2));
        Value sign = b.add(new Unary(UnaryFunction.SIGN), x);
        Value greater = b.add(new Binary(BinaryFunction.GREATER), x, sign);
        Value loss = b.add(new Sum(), greater);
        assertThat(Differentiate.append(b, loss, List.of(x))).isEmpty();
    }

    @Test
    void tieGoesToSecondOperand() {
        var b = new GraphBuilder();
        TensorType scalar = TensorType.f32(Shape.SCALAR);
        b.output("loss", b.add(new Binary(BinaryFunction.MAXIMUM), b.parameter("a", scalar), b.parameter("b", scalar)));
        Map<String, Tensor> state = Map.of("a", Tensor.scalar(1), "b", Tensor.scalar(1));
        assertThat(GradientCheck.gradients(b.build(), Map.of(), state))
                .isEqualTo(Map.of("a", Tensor.scalar(0), "b", Tensor.scalar(1)));
    }

    @Test
    void leavesOutWhatNoWantedValueFlowsInto() {
        var b = new GraphBuilder();
        Value image = b.input("image", TensorType.f32(2, 3));
        Value first = b.parameter("first", TensorType.f32(4, 3));
        Value second = b.parameter("second", TensorType.f32(5, 4));
        Value unused = b.parameter("unused", TensorType.f32(5));
        Value hidden = b.add(new MatMul(false, true), image, first);
        Value loss = b.add(new Sum(), b.add(new MatMul(false, true), hidden, second));
        int forward = b.build().nodes().size();

        Map<Value, Value> gradients = Differentiate.append(b, loss, List.of(second, unused));

        assertThat(gradients).containsOnlyKeys(second);
        List<Node> added = b.build().nodes().subList(forward, b.build().nodes().size());
        assertThat(added)
                .extracting(n -> n.op().getClass().getSimpleName())
                .containsExactly("Constant", "Broadcast", "MatMul");
    }

    @Test
    void gradientOfAVectorIsRefused() {
        var b = new GraphBuilder();
        Value x = b.parameter("x", TensorType.f32(2));
        assertThatThrownBy(() -> Differentiate.append(b, x, List.of(x))).hasMessageContaining("only a scalar");
    }

    /// A weighted sum of the result, so that each element counts differently.
    private static Graph projected(GradientCases.Case c) {
        var b = new GraphBuilder();
        var operands = new ArrayList<Value>();
        for (int i = 0; i < c.operands().size(); i++) {
            operands.add(b.parameter("x" + i, TensorType.f32(c.operands().get(i).shape())));
        }
        Value y = c.build().apply(b, operands);
        Value weights = b.input(WEIGHTS, y.type());
        b.output("loss", b.add(new Sum(), b.add(new Binary(BinaryFunction.MULTIPLY), y, weights)));
        return b.build();
    }

    private static Map<String, Tensor> inputs(Graph graph) {
        Shape weighted = graph.nodes().stream()
                .filter(n -> n.op().equals(new Input(WEIGHTS)))
                .findFirst()
                .orElseThrow()
                .result()
                .shape();
        return Map.of(LABEL, Tensor.of(Shape.of(3), 2, 0, 3), WEIGHTS, Seeded.spread(9, weighted));
    }

    private static Stream<Class<?>> operators(Class<?> family) {
        Class<?>[] members = family.getPermittedSubclasses();
        return members == null ? Stream.of(family) : Stream.of(members).flatMap(GradientTest::operators);
    }
}
