package dev.bnc.compiler.emit.cuda;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.emit.cuda.EmittedKernels.Emitted;
import dev.bnc.compiler.emit.cuda.kernel.ModuleSource;
import dev.bnc.compiler.emit.cuda.launch.KernelModule.Resources;
import dev.bnc.compiler.emit.cuda.launch.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Compiles kernels for sm_90 and keeps what the compiler says of them in a file, by a hash of all text: a kernel is compiled
/// once, and a run that was stopped goes on where it was.
final class Sm90Compiler {
    private static final Pattern STACK = Pattern.compile("(\\d+) bytes stack frame");
    /// Kernels that are compiled as one.
    private static final int CHUNK = 32;

    private final Nvcc nvcc;
    private final Path file;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /// @param file what is known already; need not be there
    Sm90Compiler(Nvcc nvcc, Path file) {
        this.nvcc = nvcc;
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .map(line -> line.split(" ", 2))
                        .filter(cells -> cells.length == 2)
                        .forEach(cells -> known.put(cells[0], cells[1]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What kernels need, those that are not known yet compiled by as many processes as there are processors.
    SequencedMap<Emitted, KernelNeeds> needs(Collection<Emitted> kernels) {
        Map<Emitted, String> hashes = new HashMap<>();
        kernels.forEach(k -> hashes.put(k, k.hash(nvcc.version())));
        List<Emitted> unknown =
                kernels.stream().filter(k -> !known.containsKey(hashes.get(k))).toList();
        IntStream.range(0, Math.ceilDiv(unknown.size(), CHUNK)).parallel().forEach(i -> {
            List<Emitted> chunk = unknown.subList(i * CHUNK, Math.min(unknown.size(), (i + 1) * CHUNK));
            compile(chunk, hashes);
        });
        var needs = new LinkedHashMap<Emitted, KernelNeeds>();
        kernels.forEach(k -> needs.put(k, read(requireNonNull(known.get(hashes.get(k))), k.threads())));
        return needs;
    }

    private void compile(List<Emitted> chunk, Map<Emitted, String> hashes) {
        String source = ModuleSource.joined(chunk.stream().map(Emitted::source).toList());
        Nvcc.Output output = nvcc.output("kernels", source, Target.SM_90.arch(), List.of("--ptxas-options=-v"));
        String log = output.log();
        assertThat(log).doesNotContain("warning");
        var lines = new ArrayList<String>();
        for (Emitted kernel : chunk) {
            Resources needed = PtxasLog.resources(log, kernel.entry()).orElseThrow();
            Matcher stack = STACK.matcher(log);
            int frame = stack.find(log.indexOf("Compiling entry function '" + kernel.entry() + "'"))
                    ? Integer.parseInt(stack.group(1))
                    : 0;
            String line = "%d %d %d %d".formatted(needed.registers(), frame, needed.spillBytes(), needed.sharedBytes());
            known.put(hashes.get(kernel), line);
            lines.add(hashes.get(kernel) + " " + line);
        }
        keep(lines);
    }

    private synchronized void keep(List<String> lines) {
        try {
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KernelNeeds read(String line, int threads) {
        int[] cells = List.of(line.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
        return new KernelNeeds(cells[0], cells[1], cells[2], cells[3], threads);
    }
}
