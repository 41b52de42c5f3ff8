package dev.bnc.compiler.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.graph.op.*;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GraphVerifierTest {
    private static final TensorType PAIRS = TensorType.f32(3, 2);
    private static final Value X = Value.result("x", PAIRS);
    private static final Value Y = Value.result("y", PAIRS);
    private static final Value W = Value.parameter("w", PAIRS);
    private static final Node INPUT = node(X, new Input("x"));

    @Test
    void acceptsWhatTheBuilderMakes() {
        var b = new GraphBuilder();
        Value x = b.input("x", TensorType.f32(Shape.BATCH, 2));
        Value c = b.parameter("c", TensorType.f32(2));
        b.output("y", b.add(new Dropout(0.5, 0), b.add(batchNorm(new Statistics.Cumulative(true)), x, c, c)));
        assertThat(GraphVerifier.problems(b.build(), Stage.FORWARD)).isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertProblems(
                Stage.TRAINING,
                new Graph(
                        List.of(W, Value.parameter("w", TensorType.f32(2))),
                        List.of(INPUT, node(X, new Relu(), W), node(Y, new Input("x"))),
                        List.of(new Output("o", X), new Output("o", Y)),
                        List.of(new Update(W, X), new Update(W, Y))),
                "@w is declared twice",
                "%x is defined twice",
                "%y: input x is there twice",
                "output o is there twice",
                "@w is updated twice");
    }

    @Test
    void valuesAreDefinedBeforeTheyAreRead() {
        Value lost = Value.result("lost", PAIRS);
        assertProblems(
                Stage.TRAINING,
                new Graph(
                        List.of(),
                        List.of(node(Y, new Relu(), X), INPUT),
                        List.of(new Output("o", lost)),
                        List.of(new Update(W, lost))),
                "operand of %y: %x f32[3,2] is not defined before",
                "output o: %lost f32[3,2] is not defined before",
                "updated parameter: @w f32[3,2] is not defined before",
                "update of @w: %lost f32[3,2] is not defined before");
    }

    @Test
    void anOperandHasTheTypeItWasMadeWith() {
        Value other = Value.result("x", TensorType.f32(2, 3));
        assertProblems(
                Stage.FORWARD,
                graph(INPUT, node(Value.result("y", TensorType.f32(2, 3)), new Relu(), other)),
                "operand of %y: %x f32[2,3] is not defined before");
    }

    @Test
    void typesAreInferredAgain() {
        Value wrong = Value.result("y", TensorType.f32(2, 3));
        assertProblems(
                Stage.FORWARD, graph(INPUT, node(wrong, new Relu(), X)), "%y is f32[2,3] but should be f32[3,2]");
        assertProblems(
                Stage.FORWARD,
                graph(INPUT, node(Y, new BiasAdd(), X)),
                "%y: BiasAdd[] on [f32[3,2]]: 2 operands expected");
        assertProblems(Stage.FORWARD, graph(INPUT, node(Y, new Input("y"), X)), "%y: input y has operands");
    }

    @Test
    void floatsAreNoLabels() {
        Value labels = Value.result("x", new TensorType(ElementType.I32, PAIRS.shape()));
        Value rectified = Value.result("y", labels.type());
        assertProblems(
                Stage.FORWARD,
                graph(node(labels, new Input("x")), node(rectified, new Relu(), labels)),
                "%y: Relu[] on [i32[3,2]]: operand 0 must be f32");
    }

    @Test
    void parametersAreParametersOfKnownSize() {
        Value open = Value.parameter("p", TensorType.f32(Shape.BATCH, 2));
        assertProblems(
                Stage.FORWARD,
                new Graph(List.of(X, open), List.of(), List.of(), List.of()),
                "%x is declared as a parameter",
                "@p has an open batch size");
    }

    @Test
    void eachStageHasItsOperators() {
        Graph moving = normalized(batchNorm(new Statistics.Ema(0.9, true)));
        assertProblems(Stage.TRAINING, moving, "%y: batch_norm {eps=0.001, stats=ema(0.9,unbiased)} has no place here");
        assertProblems(Stage.INFERENCE, moving);
        assertProblems(Stage.TRAINING, normalized(batchNorm(new Statistics.Frozen())));
        assertProblems(
                Stage.FORWARD,
                normalized(new BatchNormTraining(0.1, false, false)),
                "%y: batch_norm_training {eps=0.1} has no place here");
        Graph dropout = graph(INPUT, node(Y, new Dropout(0.5, 1), X));
        assertProblems(Stage.FORWARD, dropout);
        assertProblems(Stage.INFERENCE, dropout, "%y: dropout {rate=0.5, stream=1} has no place here");
        assertProblems(Stage.TRAINING, dropout, "%y: dropout {rate=0.5, stream=1} has no place here");
    }

    @Test
    void onlyTrainingUpdatesAndOnlyAtOneBatchSize() {
        Value open = Value.result("x", TensorType.f32(Shape.BATCH, 2));
        Graph graph = graph(node(open, new Input("x")));
        assertProblems(Stage.INFERENCE, graph);
        assertProblems(Stage.TRAINING, graph, "%x has an open batch size: f32[N,2]");
        Graph updating = new Graph(List.of(W), List.of(), List.of(), List.of(new Update(W, W)));
        assertProblems(Stage.FORWARD, updating, "parameters are updated");
    }

    @Test
    void throwsWithThePrintedGraph() {
        assertThatThrownBy(() -> GraphVerifier.verify(graph(INPUT, node(Y, new Relu(), W)), Stage.INFERENCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("""
                        not a INFERENCE graph:
                          operand of %y: @w f32[3,2] is not defined before
                        %0 = input {name=x} f32[3,2]
                        %1 = relu(@w) f32[3,2]
                        """);
    }

    @Test
    void fillsInTheBatchEverywhere() {
        var b = new GraphBuilder();
        Value w = b.parameter("w", TensorType.f32(5, 4));
        Value x = b.input("x", TensorType.f32(Shape.BATCH, 1, 2, 2));
        Value label = b.input("label", new TensorType(ElementType.I32, Shape.of(Shape.BATCH)));
        Value flat = b.add(new Reshape(Shape.of(Shape.BATCH, 4)), x);
        Value mask = b.add(new DropoutMask(0.5, 1, 2, Shape.of(Shape.BATCH, 5)), b.input("step", TensorType.f32()));
        Value ones = b.add(new Broadcast(Shape.of(Shape.BATCH, 5)), b.add(new Constant(1)));
        Value y = b.add(new MatMul(false, true), flat, w);
        Value masked = b.add(new Binary(BinaryFunction.MULTIPLY), mask, ones);
        b.output("y", b.add(new Binary(BinaryFunction.MULTIPLY), y, masked));
        b.output("loss", b.add(new CrossEntropy(), y, label));

        Graph filled = b.build().atBatch(7);
        assertThat(GraphVerifier.problems(filled, Stage.TRAINING)).isEmpty();
        assertThat(filled.output("y").shape()).isEqualTo(Shape.of(7, 5));
        assertThat(filled.atBatch(8)).isSameAs(filled);
    }

    private static BatchNorm batchNorm(Statistics statistics) {
        return new BatchNorm(1e-3, false, false, statistics);
    }

    private static Graph normalized(Op op) {
        Value c = Value.parameter("c", TensorType.f32(2));
        return new Graph(List.of(c), List.of(INPUT, node(Y, op, X, c, c)), List.of(), List.of());
    }

    private static void assertProblems(Stage stage, Graph graph, String... problems) {
        assertThat(GraphVerifier.problems(graph, stage)).containsExactly(problems);
    }

    private static Graph graph(Node... nodes) {
        return new Graph(List.of(), new ArrayList<>(List.of(nodes)), List.of(), List.of());
    }

    private static Node node(Value result, Op op, Value... inputs) {
        return new Node(result, op, Stream.of(inputs).toList(), Origin.NONE);
    }
}
