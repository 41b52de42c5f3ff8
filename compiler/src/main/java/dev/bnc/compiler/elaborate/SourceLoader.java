package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
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
            try {
                // Normalized, so that a file has one name however it is reached.
                Path target = Path.of(user.name()).resolveSibling(path).normalize();
                return SourceFile.read(target);
            } catch (InvalidPathException impossible) {
                throw new IOException("this cannot be the path of a file: " + impossible.getReason(), impossible);
            }
        };
    }
}
