package dev.bnc.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.cases.OpCase;
import dev.bnc.compiler.cases.OpCases;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.GraphVerifier;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Stage;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operator that an inference can hold, translated to ONNX, run by ONNX Runtime, against the reference.
class OnnxOperatorsTest {
    /// Of the largest element, as for our own emitted code.
    private static final double ROUNDING = 1e-5;

    static List<OpCase> cases() {
        return OpCases.all().stream().filter(c -> allowed(c.graph())).toList();
    }

    static List<OpCase> onlyTraining() {
        return OpCases.all().stream().filter(c -> !allowed(c.graph())).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(OpCase c) {
        check(c, OnnxTranslation.OLDEST_OPSET);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesInTheNewestOperatorSet(OpCase c) {
        check(c, OnnxTranslation.NEWEST_OPSET);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWhenOperandsAreWeights(OpCase c) {
        check(c.withParameters(), OnnxTranslation.OLDEST_OPSET);
    }

    /// The file does not say how many examples there are.
    @ParameterizedTest
    @MethodSource("openCases")
    void agreesWithAnOpenBatch(OpenCase open) {
        check(open.original(), open.graph(), OnnxTranslation.OLDEST_OPSET);
    }

    /// A case and its graph for any number of examples.
    record OpenCase(OpCase original, Graph graph) {
        @Override
        public String toString() {
            return original.toString();
        }
    }

    /// The cases whose results have as many examples as their inputs, in the first place.
    static List<OpenCase> openCases() {
        return cases().stream()
                .filter(c -> !c.operands().isEmpty() && c.operands().getFirst().kind() == Value.Kind.RESULT)
                .flatMap(c -> opened(c).stream())
                .toList();
    }

    private static Optional<OpenCase> opened(OpCase c) {
        Graph graph = c.graph();
        Node last = graph.nodes().getLast();
        int examples =
                last.result().shape().rank() == 0 ? 0 : last.result().shape().size(0);
        if (last.op() instanceof MatMul(boolean transposed, boolean _) && transposed) {
            return Optional.empty();
        }
        var builder = new GraphBuilder();
        var operands = new ArrayList<Value>();
        for (Value operand : last.inputs()) {
            boolean batched = !operand.isParameter()
                    && operand.shape().rank()
                            == Math.max(1, last.input(0).shape().rank());
            if (batched && operand.shape().size(0) != examples) {
                return Optional.empty();
            }
            TensorType type = batched
                    ? new TensorType(operand.type().element(), operand.shape().with(0, Shape.BATCH))
                    : operand.type();
            operands.add(
                    operand.isParameter()
                            ? builder.parameter(operand.name(), type)
                            : builder.input("x" + operands.size(), type));
        }
        Op op = last.op() instanceof Reshape(Shape shape) ? new Reshape(shape.with(0, Shape.BATCH)) : last.op();
        builder.output("y", builder.add(op, operands));
        return Optional.of(new OpenCase(c, builder.build()));
    }

    @ParameterizedTest
    @MethodSource("onlyTraining")
    void whatOnlyTrainingNeedsIsRefused(OpCase c) {
        Graph graph = c.graph();
        assertThatThrownBy(() -> OnnxRuns.model(graph, c.state(), OnnxTranslation.OLDEST_OPSET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only training needs this operator");
    }

    private static boolean allowed(Graph graph) {
        try {
            GraphVerifier.verify(graph, Stage.INFERENCE);
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /// What the error is measured by: the result; for a sum what it adds up, since the numbers cancel.
    private static Tensor scale(OpCase c, Tensor expected) {
        return c.op() instanceof Sum
                ? ReferenceInterpreter.apply(
                        c.op(),
                        c.operands().stream()
                                .map(o -> o.tensor().map(Math::abs))
                                .toList())
                : expected;
    }

    private static void check(OpCase c, int opset) {
        check(c, c.graph(), opset);
    }

    private static void check(OpCase c, Graph graph, int opset) {
        OnnxModel model = OnnxRuns.model(graph, c.state(), opset);
        float[] y = OnnxRuns.run(model, graph, c.inputs()).getOrDefault("y", new float[0]);
        Tensor expected = c.expected();
        double size = DoubleStream.of(scale(c, expected).data()).map(Math::abs).reduce(1, Math::max);
        assertThat(y).hasSize(expected.length());
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i])
                    .as("element %d of %s", i, model.graph().nodes())
                    .isCloseTo(expected.at(i), within(ROUNDING * size));
        }
    }
}
