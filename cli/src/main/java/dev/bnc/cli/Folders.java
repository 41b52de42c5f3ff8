package dev.bnc.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Folders given as options.
final class Folders {
    private Folders() {}

    /// The folder, if one was given.
    ///
    /// @throws UserError if it is not there
    static Optional<Path> existing(String option, @Nullable Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            String problem = Files.exists(folder) ? ": not a folder" : ": no such folder" + Neighbours.of(folder);
            throw UserError.of(ExitCodes.INPUT_OUTPUT, option + " " + folder + problem);
        }
        return Optional.ofNullable(folder);
    }
}
