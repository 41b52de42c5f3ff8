package dev.bnc.cuda;

import dev.bnc.cuda.driver.EmptyLibraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder with a driver and a compiler that run kernels on the CPU, and JVMs that find them instead of CUDA's: what bnc does
/// there goes through the real presets.
record StandIn(Path folder) {
    /// Setting of a scenario that has the libraries, too.
    static final String LIBRARIES = "STANDIN_LIBRARIES";

    private static final String RESOURCES = "/dev/bnc/cuda/standin/";
    private static final Path SHIM =
            Path.of("../compiler/src/test/resources/dev/bnc/compiler/emit/cuda/kernel/cuda_cpu.h");
    private static final long PATIENCE_MINUTES = 5;

    /// What a process left behind.
    record Outcome(int exit, String text) {}

    /// Why there can be none here; empty if there can.
    static String missing() {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!system.equals("Linux on amd64")) {
            return "the stand-in driver is for Linux on amd64, this is " + system;
        }
        try {
            return run(List.of("g++", "--version"), Map.of()).exit() == 0 ? "" : "g++ does not run";
        } catch (UncheckedIOException _) {
            return "g++ is not installed";
        }
    }

    /// Builds the driver.
    static StandIn in(Path folder) {
        try {
            for (String name : List.of("fake_cuda.cpp", "fake_cublaslt.cpp", "fake_cudnn.cpp", "sizes.h", "nvcc")) {
                try (var resource = StandIn.class.getResourceAsStream(RESOURCES + name)) {
                    Files.copy(resource, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            // As on a machine that has a driver and nothing else of CUDA.
            Files.write(folder.resolve("libcudart.so.13"), EmptyLibraries.runtime());
            Path libraries = Files.createDirectories(folder.resolve("libraries"));
            for (String name : EmptyLibraries.BESIDE) {
                Files.write(libraries.resolve(name), EmptyLibraries.of(name));
            }
            Files.copy(SHIM, folder.resolve("cuda_cpu.h"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!folder.resolve("nvcc").toFile().setExecutable(true)) {
            throw new IllegalStateException("nvcc cannot be made executable");
        }
        build(folder.resolve("fake_cuda.cpp"), folder.resolve("libcuda.so.1"), "-ldl");
        Path libraries = folder.resolve("libraries");
        String driver = folder.resolve("libcuda.so.1").toString();
        build(folder.resolve("fake_cublaslt.cpp"), libraries.resolve("libcublasLt.so.13"), driver);
        build(folder.resolve("fake_cudnn.cpp"), libraries.resolve("libcudnn_graph.so.9"), driver);
        return new StandIn(folder);
    }

    private static void build(Path source, Path library, String linked) {
        String name = "-Wl,-soname," + library.getFileName();
        var command = List.of("g++", "-O1", "-std=c++17", "-fPIC", "-shared", name, source.toString());
        Outcome built = run(
                Stream.concat(command.stream(), Stream.of("-o", library.toString(), linked)).toList(), Map.of());
        if (built.exit() != 0) {
            throw new IllegalStateException(built.text());
        }
    }

    /// Runs a scenario in a JVM of its own.
    ///
    /// @param environment settings of the driver, as `fake_cuda.cpp` lists them
    Outcome scenario(Scenario scenario, Map<String, String> environment) {
        var settings = new HashMap<>(environment);
        String libraries = environment.containsKey(LIBRARIES) ? ":" + folder.resolve("libraries") : "";
        settings.put("LD_LIBRARY_PATH", folder + libraries);
        // Only NVRTC is looked for elsewhere: cuBLAS and cuDNN want a real driver.
        String named = scenario == Scenario.COMPILES ? System.getProperty("bnc.cuda.libraries", "") : "";
        return java(
                settings,
                "-Dbnc.cuda.nvcc=" + folder.resolve("nvcc"),
                "-Dbnc.cuda.libraries=" + named,
                Scenario.class.getName(),
                scenario.name());
    }

    /// Runs a scenario on this machine's own driver, in a JVM of its own. Needs nothing built.
    Outcome withRealDriver(Scenario scenario) {
        return java(Map.of(), Scenario.class.getName(), scenario.name());
    }

    /// Runs a main class, with its arguments, where the driver's library is there but empty.
    Outcome withEmptyDriver(List<String> main) {
        try {
            Path empty = Files.createDirectories(folder.resolve("empty"));
            Files.write(empty.resolve("libcuda.so.1"), EmptyLibraries.driver());
            return java(Map.of("LD_LIBRARY_PATH", empty.toString()), main.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a JVM with this one's classes.
    private Outcome java(Map<String, String> environment, String... arguments) {
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
        command.addAll(Arrays.asList(arguments));
        var settings = new HashMap<>(environment);
        settings.put("BNC_CACHE", folder.resolve("cache").toString());
        return run(command, settings);
    }

    private static Outcome run(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end: " + text);
            }
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
