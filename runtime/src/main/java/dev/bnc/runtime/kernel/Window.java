package dev.bnc.runtime.kernel;

/// Shape of a window sliding over pictures: a pool, or a convolution's view of them, from `[batch, height, width,
/// channels]` to `[batch, outputHeight, outputWidth, channels]`.
///
/// Output position `(i, j)` sees the input cells `(i * strideHeight - padTop + a * dilationHeight, ...)` for `a`
/// below `kernelHeight`. Padding below and to the right is what the output size implies.
public record Window(
        int batch,
        int height,
        int width,
        int channels,
        int outputHeight,
        int outputWidth,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padLeft,
        int dilationHeight,
        int dilationWidth) {
    /// What an average divides by.
    public enum Divisor {
        /// The number of cells of the window, those in the padding included.
        WINDOW,
        /// The number of cells that lie in the input.
        VALID
    }

    /// How a forward pool may be cut; the unit is an output line `[outputWidth, channels]` of an example.
    public Chunks lines() {
        return Chunks.of(batch * outputHeight, outputWidth * channels * kernelHeight * kernelWidth).inPairs();
    }

    /// How a pool's gradient may be cut; the unit is an example.
    public Chunks examples() {
        return Chunks.of(batch, outputHeight * outputWidth * channels * kernelHeight * kernelWidth);
    }

    /// Number of places of the window, over all examples.
    int places() {
        return Math.multiplyExact(batch, outputHeight * outputWidth);
    }

    /// Number of positions of all pictures.
    int cells() {
        return Math.multiplyExact(batch, height * width);
    }

    /// Cells of the kernel.
    int taps() {
        return kernelHeight * kernelWidth;
    }

    /// Floats the window holds.
    int depth() {
        return kernelHeight * kernelWidth * channels;
    }

    /// Whether every place sees its own cell and nothing else.
    boolean pointwise() {
        return kernelHeight == 1
                && kernelWidth == 1
                && strideHeight == 1
                && strideWidth == 1
                && padTop == 0
                && padLeft == 0
                && height == outputHeight
                && width == outputWidth;
    }

    /// Whether each cell lies under exactly one place.
    boolean tiled() {
        return kernelHeight == strideHeight
                && kernelWidth == strideWidth
                && dilationHeight == 1
                && dilationWidth == 1
                && padTop == 0
                && padLeft == 0
                && outputHeight == Math.ceilDiv(height, strideHeight)
                && outputWidth == Math.ceilDiv(width, strideWidth);
    }

    /// The same places in a single line, of a window that is [#pointwise].
    Window inOneLine() {
        return new Window(1, 1, places(), channels, 1, places(), 1, 1, 1, 1, 0, 0, 1, 1);
    }

    /// First kernel row that lies in the input, for an output row.
    int firstRow(int i) {
        return first(i * strideHeight - padTop, dilationHeight);
    }

    /// First kernel row at or behind the end of the input, for an output row.
    int endRow(int i) {
        return end(i * strideHeight - padTop, dilationHeight, height, kernelHeight);
    }

    /// First kernel column that lies in the input, for an output column.
    int firstColumn(int j) {
        return first(j * strideWidth - padLeft, dilationWidth);
    }

    /// First kernel column at or behind the end of the input, for an output column.
    int endColumn(int j) {
        return end(j * strideWidth - padLeft, dilationWidth, width, kernelWidth);
    }

    /// Index of the input cell under kernel cell `(a, b)` at output `(i, j)`, relative to the example.
    int cell(int i, int j, int a, int b) {
        int row = i * strideHeight - padTop + a * dilationHeight;
        int column = j * strideWidth - padLeft + b * dilationWidth;
        return (row * width + column) * channels;
    }

    /// Index of output `(i, j)`, relative to the example.
    int output(int i, int j) {
        return (i * outputWidth + j) * channels;
    }

    /// Floats of one example's input.
    int inputSize() {
        return height * width * channels;
    }

    /// Floats of one example's output.
    int outputSize() {
        return outputHeight * outputWidth * channels;
    }

    /// What the sum of the cells at output `(i, j)` is divided by.
    int count(Divisor divisor, int i, int j) {
        return switch (divisor) {
            case WINDOW -> kernelHeight * kernelWidth;
            case VALID -> Math.max(1, (endRow(i) - firstRow(i)) * (endColumn(j) - firstColumn(j)));
        };
    }

    private static int first(int start, int dilation) {
        return start >= 0 ? 0 : Math.ceilDiv(-start, dilation);
    }

    private static int end(int start, int dilation, int size, int kernel) {
        return start >= size ? 0 : Math.min(kernel, Math.ceilDiv(size - start, dilation));
    }
}
