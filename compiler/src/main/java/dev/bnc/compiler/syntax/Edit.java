package dev.bnc.compiler.syntax;

import java.util.Comparator;
import java.util.List;

/// A ready replacement: put `replacement` where `span` is. An empty span inserts, an empty replacement deletes.
///
///     new Edit(span of "dens", "dense")
public record Edit(SourceSpan span, String replacement) {
    /// The text of `file` after `edits`, which lie in it and do not overlap.
    public static String apply(SourceFile file, List<Edit> edits) {
        StringBuilder text = new StringBuilder(file.text());
        edits.stream()
                .sorted(Comparator.comparingInt((Edit edit) -> edit.span().start())
                        .reversed())
                .forEach(edit -> text.replace(edit.span().start(), edit.span().end(), edit.replacement()));
        return text.toString();
    }

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
