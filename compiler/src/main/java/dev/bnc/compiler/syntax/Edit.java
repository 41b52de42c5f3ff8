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

    /// Deletes `what`, and the spaces after it if there are spaces before it too.
    public static Edit delete(SourceSpan what) {
        String text = what.file().text();
        boolean spaceBefore = what.start() == 0 || Character.isWhitespace(text.charAt(what.start() - 1));
        int end = what.end();
        while (spaceBefore && end < text.length() && text.charAt(end) == ' ') {
            end++;
        }
        return new Edit(new SourceSpan(what.file(), what.start(), end), "");
    }
}
