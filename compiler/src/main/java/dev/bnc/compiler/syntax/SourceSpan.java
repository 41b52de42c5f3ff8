package dev.bnc.compiler.syntax;

/// A stretch of a source file: `start` inclusive, `end` exclusive, in UTF-16 units. May be empty (a place between
/// characters).
///
/// Prints as `mnist.net:3:7`.
public record SourceSpan(SourceFile file, int start, int end) {
    /// For things that come from no file, such as a graph built by a test.
    public static final SourceSpan NONE = new SourceSpan(SourceFile.of("<none>", ""), 0, 0);

    public SourceSpan {
        if (start < 0 || end < start || end > file.text().length()) {
            throw new IllegalArgumentException("span " + start + ".." + end + " outside " + file.name() + " of length "
                    + file.text().length());
        }
    }

    /// The line of the first character, from 1.
    public int line() {
        return file.line(start);
    }

    /// The column of the first character, from 1.
    public int column() {
        return file.column(start);
    }

    /// The text covered.
    public String text() {
        return file.text().substring(start, end);
    }

    /// The smallest span that covers this one and `other`, both of the same file.
    public SourceSpan to(SourceSpan other) {
        return new SourceSpan(file, Math.min(start, other.start), Math.max(end, other.end));
    }

    /// The empty span just before this one: where an insertion goes.
    public SourceSpan before() {
        return new SourceSpan(file, start, start);
    }

    /// The empty span just after this one.
    public SourceSpan after() {
        return new SourceSpan(file, end, end);
    }

    @Override
    public String toString() {
        return file.name() + ":" + line() + ":" + column();
    }
}
