package dev.bnc.runtime.artifact;

/// A file that cannot be used: missing, damaged, or not what it should be. The message is for the user: which file,
/// what
/// was found, what was expected, and a way out.
public final class ArtifactException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ArtifactException(String message) {
        super(message);
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
