package dev.bnc.runtime.kernel;

/// Shape `[rows, channels]` of a dense row-major matrix, or of `[n, h, w, c]` with `rows = n * h * w`.
public record Rows(int rows, int channels) {
    /// How a reduction over the rows is cut, and how row-wise maps may be.
    public Chunks chunks() {
        return Chunks.of(rows, channels);
    }

    /// First row of a chunk.
    int firstRow(int chunk) {
        return chunks().from(chunk);
    }

    /// First row behind a chunk.
    int endRow(int chunk) {
        return chunks().to(chunk);
    }

    /// Workspace of a reduction over the rows to `[channels]`.
    public Partials partials() {
        return new Partials(chunks().count(), channels);
    }

    /// Workspace of a reduction of the whole to one number.
    public Partials scalarPartials() {
        return new Partials(chunks().count(), 1);
    }

    /// Number of elements.
    public int size() {
        return Math.multiplyExact(rows, channels);
    }
}
