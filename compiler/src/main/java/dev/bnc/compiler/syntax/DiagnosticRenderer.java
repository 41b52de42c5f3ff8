package dev.bnc.compiler.syntax;

/// Prints diagnostics.
public final class DiagnosticRenderer {
    private DiagnosticRenderer() {}

    /// One diagnostic as text.
    public static String render(Diagnostic diagnostic) {
        return diagnostic.severity().word() + "[" + diagnostic.code().id() + "]: " + diagnostic.message() + "\n  --> "
                + diagnostic.span() + "\n";
    }
}
