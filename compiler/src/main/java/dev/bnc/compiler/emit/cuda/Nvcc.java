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

/// The compiler of the CUDA toolkit, to ship compiled code with a plan. Needs no GPU.
///
/// @param program the file that is started
/// @param version such as `13.0`
public record Nvcc(Path program, String version) {
    private static final Pattern VERSION = Pattern.compile("release (\\d+\\.\\d+)");

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
        try {
            Path folder = Files.createTempDirectory("bnc-nvcc-");
            Path source = folder.resolve("kernels.cu");
            Path code = folder.resolve("kernels.cubin");
            try {
                Files.writeString(source, module.source());
                Outcome outcome = run(command(module, target, List.of("--output-file", code.toString(), source.toString())));
                if (outcome.code() != 0) {
                    throw new IllegalStateException("nvcc refuses " + module.name() + ":\n" + outcome.text() + "\n" + module.source());
                }
                return new Compiled(with(module, cubin, outcome.text()), Files.readAllBytes(code));
            } finally {
                Files.deleteIfExists(source);
                Files.deleteIfExists(code);
                Files.deleteIfExists(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> command(KernelModule module, Target target, List<String> files) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(List.of("--cubin", "--gpu-architecture=" + target.arch(), "--ptxas-options=-v"));
        command.addAll(module.options());
        command.addAll(files);
        return command;
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
