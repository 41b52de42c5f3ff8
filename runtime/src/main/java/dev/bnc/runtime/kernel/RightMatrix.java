package dev.bnc.runtime.kernel;

/// How the right matrix of a product, `[outer * middle * inner, columns]`, lies in an array.
///
/// Element `((a, b, c), j)` is the float `a * outerStride + b * middleStride + c * innerStride + j * columnStride`
/// behind the operand's start: kernel row, kernel column and channel of a convolution. A plain matrix has `outer =
/// middle = 1`.
public record RightMatrix(
        int outer,
        int middle,
        int inner,
        int outerStride,
        int middleStride,
        int innerStride,
        int columns,
        int columnStride) {
    /// A matrix `[depth, columns]`, row-major with rows `stride` floats apart.
    public static RightMatrix ofRows(int depth, int columns, int stride) {
        return new RightMatrix(1, 1, depth, 0, 0, stride, columns, 1);
    }

    /// The transpose of a row-major matrix `[columns, depth]` with rows `stride` floats apart: a dense weight.
    public static RightMatrix ofColumns(int depth, int columns, int stride) {
        return new RightMatrix(1, 1, depth, 0, 0, 1, columns, stride);
    }

    /// The same matrix read from [#lastTap] on, kernel rows and columns backwards.
    public RightMatrix turned() {
        return new RightMatrix(outer, middle, inner, -outerStride, -middleStride, innerStride, columns, columnStride);
    }

    /// Floats from the first cell of the kernel to the last one.
    public int lastTap() {
        return (outer - 1) * outerStride + (middle - 1) * middleStride;
    }

    /// Rows of the matrix.
    public int depth() {
        return Math.multiplyExact(outer * middle, inner);
    }

    /// Floats its panels take.
    public int packedSize(Tile tile) {
        return Math.multiplyExact(panels(tile) * tile.columns(), depth());
    }

    /// Number of its panels.
    int panels(Tile tile) {
        return Math.ceilDiv(columns, tile.columns());
    }
}
