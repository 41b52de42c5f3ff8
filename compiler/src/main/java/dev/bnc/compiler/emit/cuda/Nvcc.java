package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The compiler of the CUDA toolkit, a program. Needs no GPU, and half a second for each source.
///
/// @param program the file that is started
/// @param version such as `13.0`
public record Nvcc(Path program, String version) {
    private static final Pattern VERSION = Pattern.compile("release (\\d+\\.\\d+)");

    /// Machine code, and what the compiler said.
    public record Output(byte[] cubin, String log) {}

    /// A module's machine code, and the module with what its kernels need.
    public record Compiled(KernelModule module, byte[] cubin) {}

    /// The one in the folders of `path`, as the PATH variable has them, if there is one.
    ///
    /// @throws UncheckedIOException if it cannot be started
    public static Optional<Nvcc> find(String path) {
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nvcc"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Nvcc::at);
    }

    /// The one in that file.
    ///
    /// @throws UncheckedIOException if it cannot be started
    public static Nvcc at(Path program) {
        Matcher found = VERSION.matcher(run(List.of(program.toString(), "--version")).text());
        return new Nvcc(program, found.find() ? found.group(1) : "of unknown version");
    }

    /// Compiles a module.
    ///
    /// @param cubin path of the code within the plan's folder
    /// @throws IllegalStateException if the compiler refuses the source, with what it said
    /// @throws UncheckedIOException if it cannot be started, or files cannot be written
    public Compiled compile(KernelModule module, Target target, String cubin) {
        var options = new ArrayList<>(List.of("--ptxas-options=-v"));
        options.addAll(module.options());
        Output output = output(module.name(), module.source(), target.arch(), options);
        return new Compiled(with(module, cubin, output.log()), output.cubin());
    }

    /// Compiles CUDA C.
    ///
    /// @param name for messages
    /// @param architecture that the code is for: `sm_90`
    /// @throws IllegalStateException if the compiler refuses the source, with what it said
    /// @throws UncheckedIOException if it cannot be started, or files cannot be written
    public Output output(String name, String source, String architecture, List<String> options) {
        try {
            Path folder = Files.createTempDirectory("bnc-nvcc-");
            Path text = folder.resolve("kernels.cu");
            Path code = folder.resolve("kernels.cubin");
            try {
                Files.writeString(text, source);
                var command = new ArrayList<String>();
                command.add(program.toString());
                command.addAll(List.of("--cubin", "--gpu-architecture=" + architecture));
                command.addAll(options);
                command.addAll(List.of("--output-file", code.toString(), text.toString()));
                Outcome outcome = run(command);
                if (outcome.code() != 0) {
                    throw new IllegalStateException("nvcc refuses " + name + ":\n" + outcome.text() + "\n" + source);
                }
                return new Output(Files.readAllBytes(code), outcome.text());
            } finally {
                Files.deleteIfExists(text);
                Files.deleteIfExists(code);
                Files.deleteIfExists(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private KernelModule with(KernelModule module, String cubin, String log) {
        List<KernelModule.Entry> entries = module.entries().stream()
                .map(e -> new KernelModule.Entry(e.name(), e.signature(), PtxasLog.resources(log, e.name())))
                .toList();
        return new KernelModule(
                module.name(), module.source(), module.options(), Optional.of(cubin), "nvcc " + version, entries);
    }

    private record Outcome(int code, String text) {}

    private static Outcome run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
        }
    }
}
