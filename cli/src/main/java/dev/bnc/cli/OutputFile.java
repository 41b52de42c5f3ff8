package dev.bnc.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/// A file that a command is asked to write.
final class OutputFile {
    private OutputFile() {}

    /// Looks before any work is done whether a folder of that name may be made. Folders are not replaced: they may hold more
    /// than what bnc wrote.
    ///
    /// @throws UserError if something is there, or its folder is not there
    static void checkFolder(Path folder) {
        if (Files.exists(folder)) {
            throw UserError.of(
                    ExitCodes.INPUT_OUTPUT,
                    folder + ": is there already\n  = help: give another name, or one that ends with .zip for a file");
        }
        Path outer = folder.toAbsolutePath().getParent();
        if (outer != null && !Files.isDirectory(outer)) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, folder + ": there is no folder " + outer);
        }
    }

    /// Looks before any work is done whether the file may be written.
    ///
    /// @throws UserError if it is there and `force` is off, or its folder is not there
    static void check(Path file, boolean force) {
        if (Files.isDirectory(file)) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, file + ": a folder; the name of a file is needed");
        }
        if (Files.exists(file) && !force) {
            throw UserError.of(
                    ExitCodes.INPUT_OUTPUT,
                    file + ": is there already\n  = help: --force replaces it, or give another name");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, file + ": there is no folder " + folder);
        }
    }
}
