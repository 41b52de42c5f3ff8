package dev.bnc.compiler.graph;

import java.io.Serial;

/// Text that is no graph, or a graph that cannot be.
public final class GraphFormatException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int line;

    /// @param line 1-based
    GraphFormatException(int line, String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    /// The line the error is in, 1-based.
    public int line() {
        return line;
    }
}
