package dev.bnc.runtime.kernel;

/// `count` floats in a row, whatever their shape.
public record Elements(int count) {
    /// How a reduction is cut, and how maps may be.
    public Chunks chunks() {
        return Chunks.of(count, 1);
    }

    /// Workspace of a reduction to one number.
    public Partials partials() {
        return new Partials(chunks().count(), 1);
    }
}
