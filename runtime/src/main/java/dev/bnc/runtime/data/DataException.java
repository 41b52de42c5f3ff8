package dev.bnc.runtime.data;

import java.nio.file.Path;

/// Data that cannot be used as it is. The message is for the user: what and where it is, what was expected, and a way
/// out.
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    /// A file that is not what it should be.
    static DataException inFile(Path file, String problem, String wayOut) {
        return new DataException(file + ": " + problem + "\n  = help: " + wayOut);
    }
}
