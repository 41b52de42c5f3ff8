package dev.bnc.standin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder with a driver and a compiler that run kernels on the CPU, and JVMs that find them instead of CUDA's:
/// what bnc does there goes through the real presets.
public record StandIn(Path folder) {
    private static final String SHIM = "cuda_cpu.h";

    /// Why there can be none here; empty if there can.
    public static String missing() {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!system.equals("Linux on amd64")) {
            return "the stand-in driver is for Linux on amd64, this is " + system;
        }
        try {
            return Outcome.of(List.of("g++", "--version"), Map.of()).exit() == 0 ? "" : "g++ does not run";
        } catch (UncheckedIOException _) {
            return "g++ is not installed";
        }
    }

    /// Copies what lets g++ compile kernels for the CPU.
    ///
    /// @return where it is
    public static Path shim(Path folder) {
        return resource(SHIM, folder);
    }

    /// Builds the driver: a machine that has one, a compiler of kernels, and nothing else of CUDA.
    public static StandIn in(Path folder) {
        try {
            Path driver = resource("fake_cuda.cpp", folder);
            resource("sizes.h", folder);
            shim(folder);
            if (!resource("nvcc", folder).toFile().setExecutable(true)) {
                throw new IllegalStateException("nvcc cannot be made executable");
            }
            Path versions = Files.writeString(folder.resolve("versions"), "libcudart.so.13 { };\n");
            Path empty = Files.writeString(folder.resolve("empty.cpp"), "");
            build(empty, folder.resolve("libcudart.so.13"), "-Wl,--version-script=" + versions);
            build(driver, folder.resolve("libcuda.so.1"), "-ldl");
            return new StandIn(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Builds cuBLASLt and cuDNN, in a folder of their own.
    public void addLibraries() {
        String driver = folder.resolve("libcuda.so.1").toString();
        try {
            Files.createDirectories(libraries());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resource("elements.h", folder);
        build(resource("fake_cublaslt.cpp", folder), libraries().resolve("libcublasLt.so.13"), driver);
        build(resource("fake_cudnn.cpp", folder), libraries().resolve("libcudnn_graph.so.9"), driver);
    }

    /// The folder of cuBLASLt and cuDNN.
    public Path libraries() {
        return folder.resolve("libraries");
    }

    /// The compiler of kernels.
    public Path nvcc() {
        return folder.resolve("nvcc");
    }

    private static Path resource(String name, Path folder) {
        try (InputStream in = Objects.requireNonNull(StandIn.class.getResourceAsStream(name), name)) {
            Path file = folder.resolve(name);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build(Path source, Path library, String linked) {
        String name = "-Wl,-soname," + library.getFileName();
        Outcome built = Outcome.of(
                List.of(
                        "g++", "-O1", "-std=c++17", "-fPIC", "-shared", name, source.toString(), "-o", library.toString(), linked),
                Map.of());
        if (built.exit() != 0) {
            throw new IllegalStateException(built.text());
        }
    }

    /// Runs a JVM with this one's classes, which keeps compiled kernels in the folder. Needs nothing built.
    ///
    /// @param environment variables; `LD_LIBRARY_PATH` says whether it finds the stand-in
    /// @param arguments options, a main class and its arguments
    public Outcome java(Map<String, String> environment, List<String> arguments) {
        String classes = Stream.of("java.class.path", "jdk.module.path", "jdk.module.main.location")
                .map(property -> System.getProperty(property, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(":", "target/test-classes:target/classes:", ""));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-ea",
                "-cp",
                classes));
        command.addAll(arguments);
        var settings = new HashMap<>(environment);
        settings.put("BNC_CACHE", folder.resolve("cache").toString());
        return Outcome.of(command, settings);
    }
}
