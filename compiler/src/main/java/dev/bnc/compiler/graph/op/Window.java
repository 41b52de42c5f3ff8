package dev.bnc.compiler.graph.op;

/// How a convolution or pool slides over an image.
///
/// Along one dimension of size `in` it has `(in + padding - dilation * (kernel - 1) - 1) / stride + 1` places,
/// rounded down.
public record Window(Extent kernel, Extent stride, Padding padding, Extent dilation) {
    public Window {
        if (Math.min(kernel.height(), kernel.width()) < 1
                || Math.min(stride.height(), stride.width()) < 1
                || Math.min(dilation.height(), dilation.width()) < 1) {
            throw new IllegalArgumentException("kernel " + kernel + ", stride " + stride + ", dilation " + dilation);
        }
    }

    /// Stride 1, no padding, no dilation.
    public static Window of(Extent kernel) {
        return new Window(kernel, Extent.square(1), Padding.NONE, Extent.square(1));
    }

    /// The same window with another stride.
    public Window withStride(Extent changed) {
        return new Window(kernel, changed, padding, dilation);
    }

    /// The same window with other padding.
    public Window withPadding(Padding changed) {
        return new Window(kernel, stride, changed, dilation);
    }

    /// The same window with another dilation.
    public Window withDilation(Extent changed) {
        return new Window(kernel, stride, padding, changed);
    }

    /// Size of the image a forward pass makes of one of size `in`; not positive if the window does not fit.
    ///
    /// @throws ArithmeticException if a size is larger than an int
    public Extent outputSize(Extent in) {
        long height = (long) in.height() + padding.top() + padding.bottom() - reach(kernel.height(), dilation.height());
        long width = (long) in.width() + padding.left() + padding.right() - reach(kernel.width(), dilation.width());
        return exact(Math.floorDiv(height, stride.height()) + 1, Math.floorDiv(width, stride.width()) + 1);
    }

    /// Size of the image a transposed convolution makes of one of size `in`, before output padding.
    ///
    /// @throws ArithmeticException if a size is larger than an int
    public Extent transposedSize(Extent in) {
        long height = (in.height() - 1L) * stride.height() + reach(kernel.height(), dilation.height());
        long width = (in.width() - 1L) * stride.width() + reach(kernel.width(), dilation.width());
        return exact(height - padding.top() - padding.bottom(), width - padding.left() - padding.right());
    }

    /// Cells from the first to the last tap.
    ///
    /// @throws ArithmeticException if they are more than an int
    public Extent reach() {
        return exact(reach(kernel.height(), dilation.height()), reach(kernel.width(), dilation.width()));
    }

    /// Cells from the first to the last tap along one dimension.
    public static long reach(int kernel, int dilation) {
        return dilation * (kernel - 1L) + 1;
    }

    private static Extent exact(long height, long width) {
        return new Extent(Math.toIntExact(height), Math.toIntExact(width));
    }
}
