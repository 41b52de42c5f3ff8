package dev.bnc.compiler.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Names every operator, so none is forgotten, and holds the reference to what can be known without it.
class OpTableTest {
    /// Float64 all the way; the examples' own numbers have 16 digits.
    private static final double ROUNDING = 1e-14;

    static List<OpCase> cases() {
        return OpCases.all();
    }

    static List<OpExamples.Example> examples() {
        return OpExamples.all();
    }

    @Test
    void everyOperatorHasCases() {
        Set<Class<?>> named = OpCases.all().stream().map(c -> c.op().getClass()).collect(Collectors.toSet());
        assertThat(named).isEqualTo(operators().filter(o -> o != Input.class).collect(Collectors.toSet()));
    }

    @Test
    void everyFunctionHasCases() {
        List<Op> named = OpCases.all().stream().map(OpCase::op).toList();
        assertThat(named)
                .containsAll(Stream.of(UnaryFunction.values()).map(Unary::new).toList());
        assertThat(named)
                .containsAll(Stream.of(BinaryFunction.values()).map(Binary::new).toList());
    }

    /// Gradients are compared with central differences instead, in `GradientOperatorsTest`.
    @Test
    void everyForwardOperatorHasAnExample() {
        Set<Class<?>> named =
                OpExamples.all().stream().map(e -> e.op().getClass()).collect(Collectors.toSet());
        assertThat(named)
                .isEqualTo(operators()
                        .filter(o -> o != Input.class && !o.getSimpleName().endsWith("Gradient"))
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resultHasTheInferredShapeAndIsFinite(OpCase opCase) {
        Node node = opCase.graph().nodes().getLast();
        Tensor y = opCase.expected();
        assertThat(y.shape()).isEqualTo(node.result().shape());
        assertThat(DoubleStream.of(y.data()).allMatch(Double::isFinite)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void casesAreFloatsAndNotAllAlike(OpCase opCase) {
        for (OpCase.Operand operand : opCase.operands()) {
            Tensor tensor = operand.tensor();
            assertThat(DoubleStream.of(tensor.data())).allMatch(v -> v == v.floatValue());
        }
        if (opCase.size() > 8) {
            assertThat(DoubleStream.of(opCase.expected().data()).anyMatch(v -> v != 0))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleComesOut(OpExamples.Example example) {
        Tensor y = ReferenceInterpreter.apply(example.op(), example.operands());
        assertThat(y.data()).containsExactly(example.expected(), within(ROUNDING));
    }

    /// All records of the sealed operator table.
    private static Stream<Class<?>> operators() {
        return leaves(Op.class);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(OpTableTest::leaves)
                : Stream.of(type);
    }
}
