package dev.bnc.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pipelines on the nets that come with bnc.
class ExamplesTest {
    @Test
    void biasesUnderBatchNormAreNotAddedWhileTrainingMnist() throws IOException {
        Graph step = Compiler.training(model("mnist.net"), 4).graph();
        PassResult result = PassRunner.quiet().run(Pipelines.TRAINING, step);
        assertThat(result.remarks())
                .filteredOn(r -> r.pass().equals("FoldBiasIntoBeta"))
                .extracting(r -> r.kind() + " " + r.text().split(" ", 3)[1])
                .containsExactly("APPLIED @h1.dense.bias", "APPLIED @h2.dense.bias", "APPLIED @h3.dense.bias");
        assertThat(biases(step)).isEqualTo(4);
        assertThat(biases(result.graph())).isEqualTo(1);
        Equivalence.assertEqualNumbers(step, result.graph(), 3);
    }

    @Test
    void everyProgramOfEveryExampleKeepsItsNumbersAndHasAPlan() throws IOException {
        for (String name : List.of("mnist.net", "lenet.net")) {
            Model model = model(name);
            check(Pipelines.INFERENCE, Compiler.inference(model, 2));
            check(Pipelines.TRAINING, Compiler.training(model, 2).graph());
            check(Pipelines.TRAINING, Compiler.statistics(model, 2));
            assertThat(Compiler.trainingProgram(model, 2).plan().steps()).isNotEmpty();
            assertThat(Compiler.statisticsProgram(model, 2).plan().steps()).isNotEmpty();
            assertThat(Compiler.inferenceProgram(model, 2).plan().steps()).isNotEmpty();
        }
    }

    private static void check(Pipeline pipeline, Graph graph) {
        Equivalence.assertEqualNumbers(
                graph, PassRunner.quiet().run(pipeline, graph).graph(), 5);
    }

    private static long biases(Graph graph) {
        return graph.nodes().stream()
                .map(Node::op)
                .filter(BiasAdd.class::isInstance)
                .count();
    }

    private static Model model(String name) throws IOException {
        SourceFile source = SourceFile.read(Path.of("../examples/mnist", name));
        return Compiler.elaborate(source, ElaborationOptions.NONE).model().orElseThrow();
    }
}
