package dev.bnc.compiler.syntax;

import java.util.List;
import java.util.Optional;

/// One step of a [Pipeline]: takes the value that flows in and hands one on.
public sealed interface Stage {
    SourceSpan span();

    /// `conv 64 3x3 /2`, or `h1: hidden(width)` with a label, or a bare `x`.
    record Apply(Optional<Name> label, Application application, SourceSpan span) implements Stage {}

    /// `concat { a: conv 64 1x1, b: identity }`: every branch reads the incoming value, `kind` joins their results. The
    /// parser takes any name for `kind`.
    record Join(Optional<Name> label, Name kind, List<Branch> branches, SourceSpan span) implements Stage {
        public Join {
            branches = List.copyOf(branches);
        }
    }

    /// `repeat 2 { conv 64 3x3 -> relu }`.
    record Repeat(Optional<Name> label, Expr count, Body body, SourceSpan span) implements Stage {}

    /// `for w in [64, 128] { conv w 3x3 -> relu }`.
    record ForEach(Optional<Name> label, Name variable, Expr values, Body body, SourceSpan span) implements Stage {}

    /// `expect 192x28x28`: follows a step without an arrow, and hands the value on unchanged. Its shape is an
    /// [Expr.SizeLiteral], an [Expr.IntLiteral] or an [Expr.ListLiteral] (`expect [n, 28, 28]`).
    record Expect(Expr shape, SourceSpan span) implements Stage {}

    /// `output logits`: the value leaves the net under this name, and can be read by it from here on.
    record Output(Name name, SourceSpan span) implements Stage {}

    /// `a: conv 64 1x1 -> relu` inside a [Join].
    record Branch(Optional<Name> label, Pipeline pipeline, SourceSpan span) {}
}
