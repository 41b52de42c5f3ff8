package dev.bnc.compiler.syntax;

import java.util.List;

/// A name with arguments: a layer or block in a pipeline, a call in a value, a transform in a data section.
///
///     relu                                  no arguments
///     conv 64 3x3 /2 (groups = 8)           64, 3x3, stride = 2, groups = 8
///     conv(64, 3x3, stride = 2, groups = 8) the same arguments
///     sgd(lr = 0.1)
///     crop random 224
///
/// The terse arguments come first, without commas; then at most one parenthesised list. `/2` is the argument `stride =
/// 2` of style [Argument.Style#STRIDE]. A bare name is also how a pipeline mentions a value (`image -> flatten`), and a
/// forgotten arrow makes the next layer a terse argument (`image flatten`): only name resolution can tell.
public record Application(Name name, List<Argument> arguments, SourceSpan span) {
    public Application {
        arguments = List.copyOf(arguments);
    }

    /// Whether this is a name alone, which may stand for a value.
    public boolean isBareName() {
        return arguments.isEmpty();
    }
}
