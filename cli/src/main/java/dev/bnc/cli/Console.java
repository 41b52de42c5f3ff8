package dev.bnc.cli;

import picocli.CommandLine.Option;

/// Where a command prints that has results for programs, too.
final class Console extends Messages {
    /// How results are printed.
    enum Format {
        TEXT,
        JSON
    }

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, or json: one JSON object.")
    private Format format = Format.TEXT;

    boolean json() {
        return format == Format.JSON;
    }
}
