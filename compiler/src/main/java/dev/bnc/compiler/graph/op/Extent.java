package dev.bnc.compiler.graph.op;

/// A height and a width, in cells.
public record Extent(int height, int width) {
    /// The same height and width.
    public static Extent square(int side) {
        return new Extent(side, side);
    }

    /// As in `.net` files: `3x3`.
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
