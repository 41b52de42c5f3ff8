package dev.bnc.compiler.syntax;

/// A line of a body. Statements may also stand at top level.
public sealed interface Statement extends Item permits Statement.Binding, Statement.Let, Pipeline {

    /// `x = image -> conv 64 3x3`: the pipeline's result is known as `x` from here on.
    record Binding(Name name, Pipeline value, SourceSpan span) implements Statement {}

    /// `let half = width / 2`: a number (or other compile-time value) known as `half` from here on.
    record Let(Name name, Expr value, SourceSpan span) implements Statement {}
}
