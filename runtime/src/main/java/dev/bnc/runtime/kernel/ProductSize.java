package dev.bnc.runtime.kernel;

/// Sizes of a matrix product `[rows, depth] * [depth, columns]`.
public record ProductSize(int rows, int depth, int columns) {
    public ProductSize {
        if (Math.min(rows, Math.min(depth, columns)) < 1) {
            throw new IllegalArgumentException("a product of " + rows + " x " + depth + " x " + columns);
        }
    }

    /// Multiply-adds of the product.
    public long multiplyAdds() {
        return (long) rows * depth * columns;
    }
}
