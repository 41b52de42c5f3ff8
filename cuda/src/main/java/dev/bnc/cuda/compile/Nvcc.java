package dev.bnc.cuda.compile;

import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The compiler of the CUDA toolkit, a program: for machines without NVRTC. Takes half a second for each source.
///
/// @param program the file that is started
/// @param identity with its version
public record Nvcc(Path program, String identity) implements KernelCompiler {
    private static final Pattern VERSION = Pattern.compile("release (\\d+\\.\\d+)");
    private static final int MINUTES = 5;

    /// What a program said, and whether it did what it was asked for.
    private record Outcome(int code, String text) {}

    /// The one in the folders of `path`, as the PATH variable has them, if there is one.
    public static Optional<Nvcc> find(String path) {
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nvcc"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Nvcc::at);
    }

    /// A program that takes nvcc's options.
    public static Nvcc at(Path program) {
        Matcher version = VERSION.matcher(run(List.of(program.toString(), "--version")).text());
        return new Nvcc(program, "nvcc " + (version.find() ? version.group(1) : "of unknown version"));
    }

    @Override
    public byte[] compile(KernelSource source) {
        try {
            Path folder = Files.createTempDirectory("bnc-nvcc-");
            Path text = folder.resolve("kernels.cu");
            Path code = folder.resolve("kernels.cubin");
            try {
                Files.writeString(text, source.text());
                Outcome outcome = run(command(source, text, code));
                if (outcome.code() != 0) {
                    throw new IllegalStateException(
                            "%s refuses %s:%n%s%n%s".formatted(identity, source.name(), outcome.text(), source.text()));
                }
                return Files.readAllBytes(code);
            } finally {
                Files.deleteIfExists(text);
                Files.deleteIfExists(code);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw unusable(program, e);
        }
    }

    private List<String> command(KernelSource source, Path text, Path code) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(List.of("--cubin", "--gpu-architecture=" + source.architecture()));
        command.addAll(source.options());
        command.addAll(List.of("--output-file", code.toString(), text.toString()));
        return command;
    }

    private static Outcome run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("it took more than " + MINUTES + " minutes");
            }
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw unusable(Path.of(command.getFirst()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    private static DeviceException unusable(Path program, IOException reason) {
        return new DeviceException(
                Problem.NO_LIBRARY,
                program + " cannot be used: " + reason.getMessage(),
                "install NVRTC (libnvrtc.so.13) or the CUDA toolkit 13, or leave --device out to use the cpu");
    }
}
