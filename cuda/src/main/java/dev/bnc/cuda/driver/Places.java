package dev.bnc.cuda.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where things of CUDA lie on this machine.
///
/// @param cache where bnc keeps compiled kernels and what the presets unpack: `$BNC_CACHE`, else `$XDG_CACHE_HOME/bnc`,
///     else `~/.cache/bnc`
/// @param libraries folders to look for CUDA's libraries in, after those of the system's loader: what
///     `-Dbnc.cuda.libraries` names, then toolkits'
public record Places(Path cache, List<Path> libraries) {
    private static final Path LOCAL = Path.of("/usr/local");

    public Places {
        libraries = List.copyOf(libraries);
    }

    /// The places of this user.
    public static Places standard() {
        return standard(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                System.getProperty("bnc.cuda.libraries", ""));
    }

    static Places standard(Map<String, String> environment, Path home, String named) {
        String own = environment.getOrDefault("BNC_CACHE", "");
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path cache = !own.isEmpty()
                ? Path.of(own)
                : (shared.isEmpty() ? home.resolve(".cache") : Path.of(shared)).resolve("bnc");
        var libraries = new ArrayList<Path>();
        for (String folder : named.split(":", -1)) {
            if (!folder.isEmpty()) {
                libraries.add(Path.of(folder));
            }
        }
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            String toolkit = environment.getOrDefault(variable, "");
            if (!toolkit.isEmpty()) {
                libraries.addAll(ofToolkit(Path.of(toolkit)));
            }
        }
        toolkits().forEach(toolkit -> libraries.addAll(ofToolkit(toolkit)));
        libraries.add(Path.of("/usr/lib/wsl/lib"));
        return new Places(cache, libraries);
    }

    private static List<Path> ofToolkit(Path toolkit) {
        return List.of(
                toolkit.resolve("lib64"), toolkit.resolve("targets/x86_64-linux/lib"), toolkit.resolve("lib"));
    }

    private static List<Path> toolkits() {
        if (!Files.isDirectory(LOCAL)) {
            return List.of();
        }
        try (var found = Files.list(LOCAL)) {
            return found.filter(f -> String.valueOf(f.getFileName()).startsWith("cuda"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
