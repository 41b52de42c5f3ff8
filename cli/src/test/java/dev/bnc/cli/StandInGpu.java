package dev.bnc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder with the stand-in for CUDA's driver that the tests of the module cuda use. Commands run in a JVM of their own, which
/// finds it.
record StandInGpu(Path folder) {
    private static final Path DRIVER = Path.of("../cuda/src/test/resources/dev/bnc/cuda/standin");
    private static final Path SHIM =
            Path.of("../compiler/src/test/resources/dev/bnc/compiler/emit/cuda/kernel/cuda_cpu.h");

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

    static StandInGpu in(Path folder) throws IOException {
        for (String name : List.of("fake_cuda.cpp", "sizes.h", "nvcc")) {
            Files.copy(DRIVER.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(SHIM, folder.resolve("cuda_cpu.h"), StandardCopyOption.REPLACE_EXISTING);
        if (!folder.resolve("nvcc").toFile().setExecutable(true)) {
            throw new IllegalStateException("nvcc cannot be made executable");
        }
        Path versions = Files.writeString(folder.resolve("versions"), "libcudart.so.13 { };\n");
        Path empty = Files.writeString(folder.resolve("empty.c"), "");
        library(folder, "libcudart.so.13", List.of("-Wl,--version-script=" + versions, empty.toString()));
        library(folder, "libcuda.so.1", List.of("-O2", "-std=c++17", folder.resolve("fake_cuda.cpp").toString(), "-ldl"));
        return new StandInGpu(folder);
    }

    private static void library(Path folder, String name, List<String> arguments) {
        var command = new ArrayList<>(List.of("g++", "-fPIC", "-shared", "-Wl,-soname," + name));
        command.addAll(arguments);
        command.addAll(List.of("-o", folder.resolve(name).toString()));
        Outcome built = run(command, Map.of());
        if (built.exit() != 0) {
            throw new IllegalStateException(built.text());
        }
    }

    /// Runs a command line, its words separated by spaces.
    Outcome bnc(String commandLine) {
        String classes = Stream.of("java.class.path", "jdk.module.path", "jdk.module.main.location")
                .map(property -> System.getProperty(property, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(":", "target/classes:", ""));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dbnc.cuda.nvcc=" + folder.resolve("nvcc"),
                "-cp",
                classes,
                "dev.bnc.cli.Bnc"));
        command.addAll(Arrays.asList(commandLine.strip().split(" +")));
        return run(
                command,
                Map.of(
                        "LD_LIBRARY_PATH", folder.toString(),
                        "BNC_CACHE", folder.resolve("cache").toString()));
    }

    private static Outcome run(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
