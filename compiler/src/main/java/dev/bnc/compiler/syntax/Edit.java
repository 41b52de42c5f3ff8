package dev.bnc.compiler.syntax;

/// A ready replacement: put `replacement` where `span` is. An empty span inserts, an empty replacement deletes.
///
///     new Edit(span of "dens", "dense")
public record Edit(SourceSpan span, String replacement) {
    /// Inserts `text` just before `where`.
    public static Edit insertBefore(SourceSpan where, String text) {
        return new Edit(where.before(), text);
    }

    /// Inserts `text` just after `where`.
    public static Edit insertAfter(SourceSpan where, String text) {
        return new Edit(where.after(), text);
    }

    /// Deletes `what`.
    public static Edit delete(SourceSpan what) {
        return new Edit(what, "");
    }
}
