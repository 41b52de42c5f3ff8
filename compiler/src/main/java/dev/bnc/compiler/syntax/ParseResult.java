package dev.bnc.compiler.syntax;

import java.util.List;

/// What [NetParser] made of a file: the AST of all that could be read, and every diagnostic, in source order.
public record ParseResult(NetFile ast, List<Diagnostic> diagnostics) {
    public ParseResult {
        diagnostics = List.copyOf(diagnostics);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
