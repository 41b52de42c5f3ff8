package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Engine;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Knob;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvice;
import dev.bnc.cuda.driver.CacheFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What was found fastest, in a file: a line each of a key (GPU, library with its version, task), the workspace, and the
/// algorithm or the engine with its knobs. Lines that cannot be read, and a file that cannot be written, cost time, nothing else.
final class ChoiceCache {
    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 4;

    private final Path file;
    private final Map<String, LibraryAdvice> known = new TreeMap<>();

    ChoiceCache(Path file) {
        this.file = file;
        try {
            if (Files.isRegularFile(file)) {
                Files.readAllLines(file, StandardCharsets.UTF_8).forEach(this::read);
            }
        } catch (IOException _) {
            known.clear();
        }
    }

    Optional<LibraryAdvice> find(String key) {
        return Optional.ofNullable(known.get(key));
    }

    void keep(String key, LibraryAdvice advice) {
        known.put(key, advice);
        String text = known.entrySet().stream()
                .map(e -> line(e.getKey(), e.getValue()))
                .collect(Collectors.joining());
        try {
            CacheFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            return;
        }
    }

    private static String line(String key, LibraryAdvice advice) {
        String algorithm =
                advice.algorithm().stream().map(String::valueOf).collect(Collectors.joining(","));
        String engine = advice.engine().map(ChoiceCache::engine).orElse("");
        return String.join(SEPARATOR, key, Long.toString(advice.workspace()), algorithm, engine) + "\n";
    }

    private static String engine(Engine engine) {
        return engine.index()
                + engine.knobs().stream().map(k -> "," + k.type() + ":" + k.value()).collect(Collectors.joining());
    }

    private void read(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            return;
        }
        try {
            List<Long> algorithm = fields[2].isEmpty()
                    ? List.of()
                    : Arrays.stream(fields[2].split(",", -1)).map(Long::valueOf).toList();
            Optional<Engine> engine = fields[3].isEmpty() ? Optional.empty() : Optional.of(engine(fields[3]));
            if (algorithm.size() == LaunchStep.Gemm.ALGORITHM || engine.isPresent()) {
                known.put(fields[0], new LibraryAdvice(Long.parseLong(fields[1]), algorithm, engine));
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            return;
        }
    }

    private static Engine engine(String text) {
        String[] parts = text.split(",", -1);
        List<Knob> knobs = Arrays.stream(parts)
                .skip(1)
                .map(p -> p.split(":", -1))
                .map(p -> new Knob(Integer.parseInt(p[0]), Long.parseLong(p[1])))
                .toList();
        return new Engine(Integer.parseInt(parts[0]), knobs, Optional.empty());
    }
}
