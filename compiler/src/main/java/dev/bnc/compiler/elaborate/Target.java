package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.SourceSpan;
import java.util.List;

/// What the name in front of a pipeline stage turned out to be, with all its arguments.
sealed interface Target {
    /// A built-in layer.
    record BuiltIn(LayerKind kind, List<Given> arguments, SourceSpan name) implements Target {}

    /// A block of the file.
    record Block(Scope.Definition definition, List<Given> arguments, SourceSpan name) implements Target {}

    /// A value that is mentioned.
    record Mention(Flow flow) implements Target {}
}
