package dev.bnc.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.autodiff.Clipping;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Plans as text: what is fused, what is packed when, what lies where. `-Dgolden.update` rewrites the files.
class PlanPrinterTest {
    private static final Path GOLDENS = Path.of("src", "test", "golden", "plan");

    @Test
    void perceptronTrainingStep() throws IOException {
        Graph graph = Nets.perceptron(4, 6, 5, 1, 3)
                .training(4, Optimizer.Sgd.plain(), WeightDecay.NONE, new Clipping.None());
        compare("perceptron-training", graph, 4);
    }

    @Test
    void adamUpdatesWeightAndMomentsInOneLoop() throws IOException {
        Graph graph = Nets.perceptron(4, 6, 5, 0, 3)
                .training(4, Optimizer.Adam.standard(), WeightDecay.NONE, new Clipping.None());
        compare("adam", graph, 4);
    }

    @Test
    void convolutionalInference() throws IOException {
        compare("convolutional-inference", Nets.convolutional(2, 3).forward(), 2);
    }

    private static void compare(String name, Graph graph, int batch) throws IOException {
        String text = PlanPrinter.print(Lowering.lower(name, graph, batch, Layouts.of(graph)));
        Path file = GOLDENS.resolve(name + ".txt");
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(GOLDENS);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
