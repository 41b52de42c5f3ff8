package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.Diagnostic;
import java.util.List;
import java.util.Optional;

/// What became of a file: a model unless there are errors, and everything there is to say, in source order.
public record Elaboration(Optional<Model> model, List<Diagnostic> diagnostics) {
    public Elaboration {
        diagnostics = List.copyOf(diagnostics);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
