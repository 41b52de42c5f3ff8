package dev.bnc.compiler.syntax;

import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.elaborate.Elaborator;
import dev.bnc.compiler.elaborate.SourceLoader;
import java.util.List;

/// What tests of diagnostics ask: the one place that says how a `.net` text is judged.
final class FrontEnd {
    private FrontEnd() {}

    /// Everything there is to say about a file.
    static List<Diagnostic> diagnose(SourceFile file) {
        return Elaborator.elaborate(file, ElaborationOptions.NONE, SourceLoader.files())
                .diagnostics();
    }
}
