package dev.bnc.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.cases.RandomGraph;
import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.GraphReader;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pipelines on random nets. A failure names the seed and shows the net; commit it as a golden.
class RandomGraphTest {
    private static final int NETS = 150;

    @Test
    void pipelinesKeepWhatNetsCompute() {
        for (long seed = 0; seed < NETS; seed++) {
            Graph forward = RandomGraph.forward(seed);
            Graph step = trainingStep(forward);
            try {
                check(Pipelines.EVALUATION, forward, seed);
                checkFolds(forward, seed);
                checkFolds(Shuffled.of(forward, seed), seed);
                check(Pipelines.TRAINING, step, seed);
                check(Pipelines.TRAINING, Shuffled.of(step, seed), seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "\n" + GraphPrinter.print(forward), e);
            }
        }
    }

    @Test
    void graphsRoundTripAsText() {
        for (long seed = 0; seed < NETS; seed++) {
            String text = GraphPrinter.print(trainingStep(RandomGraph.forward(seed)));
            assertThat(GraphPrinter.print(GraphReader.read(text)))
                    .as("seed %d", seed)
                    .isEqualTo(text);
        }
    }

    private static void check(Pipeline pipeline, Graph graph, long seed) {
        Graph after = PassRunner.quiet().run(pipeline, graph).graph();
        assertThat(after.nodes().size()).isLessThanOrEqualTo(graph.nodes().size());
        Equivalence.assertEqualNumbers(graph, after, seed);
    }

    /// Folds are right for the numbers at hand, and what computes with parameters goes in the end.
    private static void checkFolds(Graph graph, long seed) {
        Map<String, Tensor> state = Equivalence.state(graph, seed);
        var known = KnownValues.of(state);
        Graph folded = PassRunner.quiet().run(Pipelines.INFERENCE, graph, known).graph();
        EvaluateParameters.Result result = EvaluateParameters.of(folded, known);
        assertThat(result.graph().nodes().size())
                .isLessThanOrEqualTo(3 * graph.nodes().size());
        var numbers = new HashMap<>(state);
        numbers.putAll(result.made());
        Equivalence.assertEqualNumbers(graph, folded, seed, state);
        Equivalence.assertEqualNumbers(folded, result.graph(), seed, numbers);
    }

    private static Graph trainingStep(Graph forward) {
        Shape logits = forward.output("logits").shape();
        var labels = new TensorType(ElementType.I32, Shape.of(logits.size(0)));
        var recipe = TrainingRecipe.of(
                        new Objective(Loss.CROSS_ENTROPY, "logits", "label", labels), new Optimizer.Sgd(0.9, 0, false))
                .withDecay(WeightDecay.of(0.01));
        return TrainingStep.of(forward, roles(forward), recipe).graph();
    }

    private static Map<String, Role> roles(Graph forward) {
        var roles = new HashMap<String, Role>();
        for (Value parameter : forward.parameters()) {
            roles.put(parameter.name(), Role.WEIGHT);
        }
        for (Node node : forward.nodes()) {
            if (node.op() instanceof BatchNorm) {
                roles.put(node.input(1).name(), Role.MEAN);
                roles.put(node.input(2).name(), Role.VARIANCE);
            }
        }
        return roles;
    }
}
