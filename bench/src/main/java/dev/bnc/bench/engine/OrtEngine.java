package dev.bnc.bench.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.bnc.bench.Workload;
import dev.bnc.compiler.onnx.OnnxTranslation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// ONNX Runtime on the CPU with all its graph optimizations, the batch size told beforehand, input and output in memory
/// that is kept from call to call.
public final class OrtEngine implements Engine {
    private static final String OPEN_BATCH = "N";

    @Override
    public String name() {
        return "ort";
    }

    @Override
    public String description() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public Contender prepare(Workload workload, int threads) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            List<Integer> shape =
                    workload.model().input().shape().atBatch(workload.batch()).sizes();
            List<Integer> answers = workload.output().shape().sizes();
            FloatBuffer input = floats(shape).put(workload.input()).rewind();
            FloatBuffer output = floats(answers);
            return new Ready(
                    session(environment, workload, threads),
                    Map.of(
                            workload.model().inputName(),
                            OnnxTensor.createTensor(environment, input, longs(shape))),
                    Map.of(
                            workload.graph().outputs().getFirst().name(),
                            OnnxTensor.createTensor(environment, output, longs(answers))),
                    output);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses " + workload.name(), e);
        }
    }

    private static OrtSession session(OrtEnvironment environment, Workload workload, int threads) throws OrtException {
        Path file = file(workload);
        try (var options = new SessionOptions()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSymbolicDimensionValue(OPEN_BATCH, workload.batch());
            return environment.createSession(file.toString(), options);
        } finally {
            delete(file);
        }
    }

    private static Path file(Workload workload) {
        try {
            Path file = Files.createTempFile("bench", ".onnx");
            OnnxTranslation.of(workload.model(), OnnxTranslation.OLDEST_OPSET, "bench")
                    .write(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FloatBuffer floats(List<Integer> shape) {
        int size = shape.stream().reduce(1, Math::multiplyExact);
        return ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, size))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static long[] longs(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }

    private record Ready(
            OrtSession session, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, FloatBuffer output)
            implements Contender {
        @Override
        public String remark() {
            return "";
        }

        @Override
        public void run() {
            try {
                session.run(inputs, outputs).close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime failed", e);
            }
        }

        @Override
        public float[] answer() {
            var numbers = new float[output.capacity()];
            output.get(0, numbers);
            return numbers;
        }

        @Override
        public void close() {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime failed", e);
            }
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }
}
