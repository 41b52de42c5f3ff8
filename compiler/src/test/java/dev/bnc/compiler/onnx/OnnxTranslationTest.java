package dev.bnc.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphReader;
import dev.bnc.compiler.graph.GraphVerifier;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Stage;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.train.Loss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole graphs as ONNX: the text of the file in `src/test/golden/onnx`, and the numbers for several batch sizes.
/// `-Dgolden.update` rewrites the files.
class OnnxTranslationTest {
    private static final Path GOLDEN = Path.of("src/test/golden/onnx");
    private static final String AFTER = "== onnx\n";

    /// Of the largest element.
    private static final double ROUNDING = 1e-5;

    static List<Path> goldenFiles() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void fileIsAsBefore(Path file) throws IOException {
        String text = Files.readString(file);
        String before = before(text);
        Graph graph = GraphReader.read(before);
        GraphVerifier.verify(graph, Stage.INFERENCE);
        String translated = OnnxText.of(bytes(OnnxRuns.model(graph, state(graph), OnnxTranslation.OLDEST_OPSET)));
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, before + AFTER + translated);
        }
        assertThat(Files.readString(file)).isEqualTo(before + AFTER + translated);
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void computesTheSameForAnyBatch(Path file) throws IOException {
        Graph open = GraphReader.read(before(Files.readString(file)));
        Map<String, Tensor> state = state(open);
        OnnxModel model = OnnxRuns.model(open, state, OnnxTranslation.OLDEST_OPSET);
        for (int batch : new int[] {1, 3}) {
            Graph graph = open.atBatch(batch);
            Map<String, Tensor> inputs = inputs(graph);
            var expected = ReferenceInterpreter.run(graph, inputs, state);
            Map<String, float[]> outputs = OnnxRuns.run(model, graph, inputs);
            for (Output output : graph.outputs()) {
                compare(outputs.getOrDefault(output.name(), new float[0]), expected.output(output.name()));
            }
        }
    }

    @Test
    void theFileSaysWhatTheNetIsAndWhatItsCallersMustDo() {
        Graph graph = GraphReader.read("%0 = input {name=x} f32[N,2]\n%1 = relu(%0) f32[N,2]\noutput y = %1\n");
        var task = new Task(
                "pets",
                "kind",
                "y",
                Loss.CROSS_ENTROPY,
                List.of(new Transform.Normalize(List.of(0.5), List.of(0.25))),
                List.of("cat", "dog \"Rex\""));
        var model = new TrainedModel("pets", "small", graph, Map.of(), List.of(), Optional.of(task));
        OnnxModel onnx = OnnxTranslation.of(model, 18, "9.9");
        assertThat(onnx.metadata())
                .containsExactly(
                        Map.entry("bnc.classes", "[\"cat\",\"dog \\\"Rex\\\"\"]"),
                        Map.entry("bnc.data", "pets"),
                        Map.entry("bnc.net", "pets"),
                        Map.entry("bnc.normalize", "[{\"mean\":[0.5],\"std\":[0.25]}]"),
                        Map.entry("bnc.prediction", "y"),
                        Map.entry("bnc.variant", "small"));
        assertThat(OnnxText.of(bytes(onnx)))
                .startsWith("ir 8, opset 18, bnc 9.9\nmetadata bnc.classes = ")
                .contains("graph pets\n");
    }

    @Test
    void equalModelsHaveEqualBytesAndTheSizeThatWasSaid() throws IOException {
        Graph graph = GraphReader.read(before(Files.readString(GOLDEN.resolve("layers.txt"))));
        byte[] first = bytes(OnnxRuns.model(graph, state(graph), OnnxTranslation.OLDEST_OPSET));
        OnnxModel second = OnnxRuns.model(graph, state(graph), OnnxTranslation.OLDEST_OPSET);
        assertThat(first).isEqualTo(bytes(second)).hasSize((int) second.size());
    }

    @Test
    void theDifferenceToAnotherNetIsSeen(@TempDir Path folder) throws IOException {
        Graph graph = GraphReader.read(before(Files.readString(GOLDEN.resolve("layers.txt"))));
        Path file = folder.resolve("net.onnx");
        OnnxRuns.model(graph, state(graph), OnnxTranslation.OLDEST_OPSET).write(file);
        assertThat(OnnxRuns.difference(file, graph, state(graph))).isLessThan(OnnxVerification.TOLERANCE);
        Map<String, Tensor> other = new HashMap<>(state(graph));
        other.computeIfPresent("dense1.bias", (_, bias) -> bias.map(v -> v + 1));
        assertThat(OnnxRuns.difference(file, graph, other)).isBetween(1e-3, 1e-1);
        other.computeIfPresent("dense1.bias", (_, bias) -> bias.map(_ -> Double.NaN));
        assertThat(OnnxRuns.difference(file, graph, other)).isInfinite();
    }

    @Test
    void whatOnnxRuntimeCannotReadIsAMessage(@TempDir Path folder) throws IOException {
        OnnxRuntime runtime = OnnxRuns.onnxRuntime();
        Path file = Files.writeString(folder.resolve("net.onnx"), "no model");
        assertThatThrownBy(() -> runtime.run(file, Map.of(), Map.of()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(file + ": ONNX Runtime refuses it: ai.onnxruntime.OrtException: ");
        assertThatThrownBy(() -> OnnxRuntime.at(folder.resolve("none.jar")))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(folder.resolve("none.jar")
                        + ": no such file; the jar of ONNX Runtime is needed (com.microsoft.onnxruntime:onnxruntime:1.29.0)");
    }

    @Test
    void noFileOfTwoGigabytes() {
        Path file = Path.of("big.onnx");
        OnnxModel.requireReadable(file, Integer.MAX_VALUE);
        assertThatThrownBy(() -> OnnxModel.requireReadable(file, 1L << 31))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("big.onnx: the model has 2,147,483,648 bytes as ONNX, and no reader takes 2 GB or more"
                        + "\n  = help: `--to safetensors` and `--to bnm` have no such limit");
    }

    @Test
    void sizesAreCountedInLongs() {
        // three views of one array: more than an int can count, in little memory
        float[] numbers = new float[1 << 28];
        var weight = new OnnxTensor.Floats("w", List.of(1 << 28), NamedTensor.of("w", List.of(1 << 28), numbers));
        var graph = new OnnxGraph("big", List.of(), List.of(weight, weight, weight), List.of(), List.of(), List.of());
        var model = new OnnxModel(graph, 17, "test", new TreeMap<>());
        assertThat(model.size()).isBetween(3L << 30, (3L << 30) + 200);
    }

    private static String before(String text) {
        int after = text.indexOf(AFTER);
        return after < 0 ? text : text.substring(0, after);
    }

    private static byte[] bytes(OnnxModel model) {
        var out = new ByteArrayOutputStream();
        try {
            model.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Map<String, Tensor> state(Graph graph) {
        var state = new HashMap<String, Tensor>();
        for (Value parameter : graph.parameters()) {
            state.put(parameter.name(), Seeded.positive(state.size(), parameter.shape()));
        }
        return state;
    }

    private static Map<String, Tensor> inputs(Graph graph) {
        var inputs = new HashMap<String, Tensor>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                inputs.put(name, Seeded.spread(7 + inputs.size(), node.result().shape()));
            }
        }
        return inputs;
    }

    private static void compare(float[] actual, Tensor expected) {
        double size = DoubleStream.of(expected.data()).map(Math::abs).reduce(1, Math::max);
        assertThat(actual).hasSize(expected.length());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected.at(i), within(ROUNDING * size));
        }
    }
}
