package dev.bnc.compiler.syntax;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/// A source file as ANTLR reads it, in UTF-16 units, so that token positions are offsets of [SourceFile].
/// (ANTLR's own streams count code points.)
final class TextStream implements CharStream {
    private final SourceFile file;
    private int index;

    TextStream(SourceFile file) {
        this.file = file;
    }

    @Override
    public String getText(Interval interval) {
        int end = Math.min(interval.b + 1, size());
        return interval.a >= end ? "" : file.text().substring(interval.a, end);
    }

    @Override
    public void consume() {
        if (index >= size()) {
            throw new IllegalStateException("cannot consume the end of " + file.name());
        }
        index++;
    }

    @Override
    public int LA(int offset) {
        if (offset == 0) {
            return 0;
        }
        int at = offset > 0 ? index + offset - 1 : index + offset;
        return at >= 0 && at < size() ? file.text().charAt(at) : IntStream.EOF;
    }

    @Override
    public int mark() {
        return -1;
    }

    @Override
    public void release(int marker) {
        // Everything stays readable: marks mean nothing.
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void seek(int target) {
        index = Math.min(target, size());
    }

    @Override
    public int size() {
        return file.text().length();
    }

    @Override
    public String getSourceName() {
        return file.name();
    }
}
