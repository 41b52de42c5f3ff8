package dev.bnc.compiler.syntax;

/// An identifier as written, and where: `conv`, `h1`, `width`.
public record Name(String text, SourceSpan span) {
    @Override
    public String toString() {
        return text;
    }
}
