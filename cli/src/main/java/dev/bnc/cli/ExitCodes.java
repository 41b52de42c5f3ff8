package dev.bnc.cli;

/// What the exit code of a command says.
final class ExitCodes {
    /// All went well.
    static final int OK = 0;

    /// The net or its data has errors.
    static final int BAD_NET = 1;

    /// The command line is wrong.
    static final int USAGE = 2;

    /// A file could not be read or written.
    static final int INPUT_OUTPUT = 3;

    /// The loss stopped being finite.
    static final int DIVERGED = 4;

    /// A device that was asked for is not there, or cannot do it.
    static final int NO_DEVICE = 5;

    /// A self-test or a tolerance failed.
    static final int TOLERANCE = 6;

    /// A bug in bnc.
    static final int INTERNAL = 70;

    /// Stopped by the user; the checkpoint is saved.
    static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
