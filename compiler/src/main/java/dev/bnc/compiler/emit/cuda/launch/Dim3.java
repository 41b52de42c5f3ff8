package dev.bnc.compiler.emit.cuda.launch;

/// Sizes of a grid or a block.
public record Dim3(int x, int y, int z) {
    public Dim3 {
        if (x < 1 || y < 1 || z < 1) {
            throw new IllegalArgumentException(x + " x " + y + " x " + z);
        }
    }

    /// `[x, 1, 1]`.
    public static Dim3 of(int x) {
        return new Dim3(x, 1, 1);
    }

    /// `[x, y, 1]`.
    public static Dim3 of(int x, int y) {
        return new Dim3(x, y, 1);
    }

    /// Number of blocks, or of threads.
    public long count() {
        return (long) x * y * z;
    }

    @Override
    public String toString() {
        return "[" + x + "," + y + "," + z + "]";
    }
}
