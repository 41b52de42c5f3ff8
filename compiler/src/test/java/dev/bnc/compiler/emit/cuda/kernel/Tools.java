package dev.bnc.compiler.emit.cuda.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Compilers that tests run where they are installed.
final class Tools {
    private Tools() {}

    /// Whether the search path has a program of that name.
    static boolean has(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, name)));
    }

    /// What a process printed, once it has ended well.
    ///
    /// @throws IllegalStateException with all it printed, if it failed
    static String await(Process process) {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(process.info().commandLine().orElse("a compiler") + " failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
