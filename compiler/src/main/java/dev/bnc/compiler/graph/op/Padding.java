package dev.bnc.compiler.graph.op;

/// Cells added around the last two dimensions.
public record Padding(int top, int left, int bottom, int right) {
    /// No cells.
    public static final Padding NONE = new Padding(0, 0, 0, 0);

    public Padding {
        Require.notNegative("padding", Math.min(Math.min(top, left), Math.min(bottom, right)));
    }

    /// The same number of cells on all sides.
    public static Padding all(int cells) {
        return new Padding(cells, cells, cells, cells);
    }

    /// As printed: `0,0,1,1` for top, left, bottom, right.
    @Override
    public String toString() {
        return top + "," + left + "," + bottom + "," + right;
    }
}
