package dev.bnc.compiler.syntax;

import java.util.List;

/// What diagnostics tests ask: the one place that says how a `.net` text is judged.
final class FrontEnd {
    private FrontEnd() {}

    /// Everything there is to say about a file.
    static List<Diagnostic> diagnose(SourceFile file) {
        return NetParser.parse(file).diagnostics();
    }
}
