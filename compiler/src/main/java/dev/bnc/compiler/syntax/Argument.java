package dev.bnc.compiler.syntax;

import java.util.Optional;

/// One argument of an [Application].
///
///     64            key empty, style TERSE       in `conv 64 3x3`
///     /2            key `stride`, style STRIDE   in `conv 64 3x3 /2`
///     64            key empty, style CALL        in `conv(64, 3x3)`
///     groups = 8    key `groups`, style CALL     in `conv 64 3x3 (groups = 8)`
public record Argument(Optional<Name> key, Expr value, Style style, SourceSpan span) {
    /// How an argument was written.
    public enum Style {
        /// Without commas or parentheses, after the name.
        TERSE,
        /// With a leading slash, after the name; its key is `stride`.
        STRIDE,
        /// Inside parentheses.
        CALL
    }
}
