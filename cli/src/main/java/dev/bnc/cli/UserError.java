package dev.bnc.cli;

/// Ends a command with a message for the user and an exit code.
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    private UserError(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /// The command cannot go on. The message says why and what to do, or is empty if that has been printed.
    static UserError of(int exitCode, String message) {
        return new UserError(exitCode, message);
    }

    int exitCode() {
        return exitCode;
    }
}
