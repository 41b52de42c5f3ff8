package dev.bnc.compiler.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Graphs as ONNX files, run by ONNX Runtime.
final class OnnxRuns {
    private OnnxRuns() {}

    /// ONNX Runtime; the test is skipped where it has no native library.
    static OnnxRuntime onnxRuntime() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        assumeTrue(!platform.equals("Mac OS X x86_64"), "ONNX Runtime has no native library for " + platform);
        return OnnxRuntime.find().orElseThrow(() -> new AssertionError("ONNX Runtime is not on the class path"));
    }

    /// A graph with those parameters as a model.
    static OnnxModel model(Graph graph, Map<String, Tensor> state, int opset) {
        Map<String, NamedTensor> weights = state.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        e -> NamedTensor.of(e.getKey(), e.getValue().shape().sizes(), floats(e.getValue()))));
        return new OnnxModel(OnnxTranslation.graph("test", graph, weights, opset), opset, "test", new TreeMap<>());
    }

    /// What [OnnxVerification] finds for the file and a program of the graph, three examples at a time.
    static double difference(Path file, Graph graph, Map<String, Tensor> state) {
        ProgramGraph source = new ProgramGraph("test", Pipelines.INFERENCE, graph.atBatch(3), 3, layout(graph));
        Program program = Backend.jvm().compile(source);
        float[] numbers = new float[source.state().size()];
        for (StateTensor place : source.state().tensors()) {
            float[] values = floats(Objects.requireNonNull(state.get(place.name())));
            System.arraycopy(values, 0, numbers, place.offset(), values.length);
        }
        try (WorkerPool pool = new ThreadPool(1)) {
            return new OnnxVerification(file, onnxRuntime(), numbers, pool).difference(program);
        }
    }

    private static StateLayout layout(Graph graph) {
        var tensors = new ArrayList<StateTensor>();
        int end = 0;
        for (Value parameter : graph.parameters()) {
            List<Integer> sizes = parameter.shape().sizes();
            tensors.add(new StateTensor(parameter.name(), sizes, Role.WEIGHT, new Initializer.Constant(0), end));
            end = tensors.getLast().end();
        }
        return new StateLayout(tensors);
    }

    /// The outputs of the graph for those inputs.
    static Map<String, float[]> run(OnnxModel model, Graph graph, Map<String, Tensor> inputs) {
        var operands = new HashMap<String, OnnxRuntime.Operand>();
        var labels = new HashMap<String, int[]>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                Tensor tensor = inputs.get(name);
                if (tensor == null) {
                    throw new IllegalArgumentException("no input " + name);
                }
                if (node.result().type().element() == ElementType.I32) {
                    int[] numbers = new int[tensor.length()];
                    Arrays.setAll(numbers, i -> (int) tensor.at(i));
                    labels.put(name, numbers);
                } else {
                    operands.put(name, new OnnxRuntime.Operand(tensor.shape().sizes(), floats(tensor)));
                }
            }
        }
        try {
            Path file = Files.createTempFile("test", ".onnx");
            try {
                model.write(file);
                return onnxRuntime().run(file, operands, labels);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static float[] floats(Tensor tensor) {
        float[] numbers = new float[tensor.length()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) tensor.at(i);
        }
        return numbers;
    }
}
