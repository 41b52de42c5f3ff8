package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.Path;

/// Finds the files named by `use`.
@FunctionalInterface
public interface SourceLoader {
    /// Reads the file at `path`, which is relative to the file `user` unless absolute.
    ///
    /// @throws IOException if it cannot be read
    SourceFile load(SourceFile user, String path) throws IOException;

    /// Reads from the file system.
    static SourceLoader files() {
        return (user, path) -> {
            Path here = Path.of(user.name()).toAbsolutePath().getParent();
            Path target = here == null ? Path.of(path) : here.resolve(path);
            Path shown = Path.of(user.name()).resolveSibling(path);
            return SourceFile.of(shown.toString(), SourceFile.read(target).text());
        };
    }
}
