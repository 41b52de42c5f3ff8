package dev.bnc.compiler.onnx;

import dev.bnc.runtime.artifact.ArtifactException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// ONNX Runtime, where it is there: a library of some 50 MB with native code, so bnc is built and runs without it and calls
/// its Java interface by name.
public final class OnnxRuntime {
    /// What `--verify` was tested with.
    public static final String ARTIFACT = "com.microsoft.onnxruntime:onnxruntime:1.29.0";

    private static final String PACKAGE = "ai.onnxruntime.";

    private final ClassLoader loader;
    private final Object environment;

    private OnnxRuntime(ClassLoader loader, Object environment) {
        this.loader = loader;
        this.environment = environment;
    }

    /// ONNX Runtime from the class path; empty if it is not there.
    ///
    /// @throws ArtifactException if it is there but cannot be used
    public static Optional<OnnxRuntime> find() {
        return of(ClassLoader.getSystemClassLoader());
    }

    /// ONNX Runtime from its jar.
    ///
    /// @throws ArtifactException if it is not there or cannot be used
    public static OnnxRuntime at(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new ArtifactException(jar + ": no such file; the jar of ONNX Runtime is needed (" + ARTIFACT + ")");
        }
        try {
            // never closed: its native library stays for as long as this process
            var classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
            return of(classes)
                    .orElseThrow(() -> new ArtifactException(
                            jar + ": it does not hold ONNX Runtime\n  = help: give the jar of " + ARTIFACT));
        } catch (IOException e) {
            throw new ArtifactException(jar + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<OnnxRuntime> of(ClassLoader loader) {
        try {
            Class.forName(PACKAGE + "OrtEnvironment", false, loader);
        } catch (ClassNotFoundException _) {
            return Optional.empty();
        }
        Object environment = new Calls(loader, "ONNX Runtime cannot be used here").statically("OrtEnvironment", "getEnvironment", new Class<?>[0]);
        return Optional.of(new OnnxRuntime(loader, environment));
    }

    /// A tensor to run a net on.
    ///
    /// @param numbers row-major
    public record Operand(List<Integer> sizes, float[] numbers) {
        public Operand {
            sizes = List.copyOf(sizes);
        }
    }

    /// Runs a net once.
    ///
    /// @param inputs by name; those that take whole numbers are given `labels` instead
    /// @return the outputs' numbers, row-major, by name
    /// @throws ArtifactException if ONNX Runtime refuses the file or the inputs
    public Map<String, float[]> run(Path file, Map<String, Operand> inputs, Map<String, int[]> labels) {
        var calls = new Calls(loader, file + ": ONNX Runtime refuses it");
        Object session = calls.on(environment, "createSession", calls.types(String.class), file.toString());
        try {
            return run(calls, session, tensors(calls, inputs, labels));
        } finally {
            calls.on(session, "close", calls.types());
        }
    }

    private Map<String, Object> tensors(Calls calls, Map<String, Operand> inputs, Map<String, int[]> labels) {
        Class<?> environmentType = calls.type("OrtEnvironment");
        var tensors = new LinkedHashMap<String, Object>();
        inputs.forEach((name, operand) -> tensors.put(
                name,
                calls.statically(
                        "OnnxTensor",
                        "createTensor",
                        calls.types(environmentType, FloatBuffer.class, long[].class),
                        environment,
                        FloatBuffer.wrap(operand.numbers()),
                        operand.sizes().stream().mapToLong(Integer::longValue).toArray())));
        labels.forEach((name, numbers) -> tensors.put(
                name,
                calls.statically(
                        "OnnxTensor",
                        "createTensor",
                        calls.types(environmentType, IntBuffer.class, long[].class),
                        environment,
                        IntBuffer.wrap(numbers),
                        new long[] {numbers.length})));
        return tensors;
    }

    private static Map<String, float[]> run(Calls calls, Object session, Map<String, Object> tensors) {
        Object result = calls.on(session, "run", calls.types(Map.class), tensors);
        try {
            var outputs = new LinkedHashMap<String, float[]>();
            for (Object entry : (Iterable<?>) result) {
                var named = (Map.Entry<?, ?>) entry;
                Object value = Objects.requireNonNull(named.getValue());
                FloatBuffer buffer = (FloatBuffer) calls.on(value, "getFloatBuffer", calls.types());
                float[] numbers = new float[buffer.remaining()];
                buffer.get(numbers);
                outputs.put((String) Objects.requireNonNull(named.getKey()), numbers);
            }
            return outputs;
        } finally {
            calls.on(result, "close", calls.types());
        }
    }

    /// Calls of public methods by name. What they throw becomes an [ArtifactException] that begins with `failure`.
    private record Calls(ClassLoader loader, String failure) {
        /// Stands for the result of a method that has none.
        private static final Object NOTHING = new Object();

        Class<?> type(String name) {
            try {
                return Class.forName(PACKAGE + name, true, loader);
            } catch (ClassNotFoundException e) {
                throw new ArtifactException(failure + ": it has no class " + name, e);
            }
        }

        Class<?>[] types(Class<?>... types) {
            return types;
        }

        Object statically(String type, String method, Class<?>[] types, Object... arguments) {
            return call(type(type), null, method, types, arguments);
        }

        Object on(Object target, String method, Class<?>[] types, Object... arguments) {
            return call(target.getClass(), target, method, types, arguments);
        }

        private Object call(Class<?> type, @Nullable Object target, String method, Class<?>[] types, Object[] arguments) {
            try {
                return Objects.requireNonNullElse(type.getMethod(method, types).invoke(target, arguments), NOTHING);
            } catch (InvocationTargetException e) {
                Throwable cause = Objects.requireNonNull(e.getCause());
                throw new ArtifactException(failure + ": " + cause, cause);
            } catch (ReflectiveOperationException e) {
                throw new ArtifactException(failure + ": it is not the version that is expected, " + ARTIFACT, e);
            }
        }
    }
}
