package dev.bnc.cli;

import dev.bnc.compiler.syntax.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Files that a missing one may have been meant to be.
final class Neighbours {
    private Neighbours() {}

    /// A help line naming the nearest file, or nothing.
    static String of(Path missing) {
        Path folder = missing.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(f -> f.getFileName().toString()).toList();
            List<String> near = Suggestions.near(missing.getFileName().toString(), names);
            return near.isEmpty() ? "" : "\n  = help: did you mean " + missing.resolveSibling(near.getFirst()) + "?";
        } catch (IOException _) {
            return "";
        }
    }
}
