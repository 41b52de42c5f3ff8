package dev.bnc.compiler.syntax;

import java.util.List;

/// Statements in braces: of a block, a `repeat` or a `for`. The value flows through its pipeline statements in order;
/// the last one's result is the body's result. Bindings and lets do not move it. A body whose statements were all in
/// error is empty.
///
///     { conv n 3x3 -> bn -> relu }
public record Body(List<Statement> statements, SourceSpan span) {
    public Body {
        statements = List.copyOf(statements);
    }
}
