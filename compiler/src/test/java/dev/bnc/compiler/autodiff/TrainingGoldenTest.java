package dev.bnc.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.autodiff.NetBuilder.Net;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.GraphReader;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.runtime.train.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The whole text of a small training step and of its statistics step. Run with `-Dgolden.update` to write it anew,
/// and review it.
class TrainingGoldenTest {
    private static final Path FOLDER = Path.of("src/test/golden/TrainingStep");

    @Test
    void perceptronWithBatchNormAndMomentum() throws IOException {
        var b = new NetBuilder();
        Value hidden =
                b.add(new Sigmoid(), b.bn("h1.norm", b.dense("h1.dense", b.input(60, 784), 100), NetBuilder.EMA));
        Net net = b.net(b.dense("out", hidden, 10));
        var objective = new Objective(Loss.CROSS_ENTROPY, "y", "digit", NetBuilder.labels(Shape.BATCH));
        TrainingRecipe recipe =
                TrainingRecipe.of(objective, Optimizer.Sgd.withMomentum(0.9)).withDecay(WeightDecay.of(1e-4));
        Graph step =
                TrainingStep.of(net.forward(), net.roles(), recipe.atBatch(60)).graph();

        String text = "== forward\n" + GraphPrinter.print(net.forward())
                + "== training step\n" + GraphPrinter.print(step)
                + "== statistics step\n" + GraphPrinter.print(StatisticsStep.of(net.forward()));

        assertThat(text).isEqualTo(golden("perceptron.txt", text));
        assertThat(GraphPrinter.print(GraphReader.read(GraphPrinter.print(step))))
                .isEqualTo(GraphPrinter.print(step));
    }

    private static String golden(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, actual);
        }
        return Files.readString(file);
    }
}
