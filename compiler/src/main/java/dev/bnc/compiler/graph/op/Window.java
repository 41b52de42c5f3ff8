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
        if (Math.min(Math.min(padding.top(), padding.left()), Math.min(padding.bottom(), padding.right())) < 0) {
            throw new IllegalArgumentException("padding " + padding);
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
    public Extent outputSize(Extent in) {
        int height = in.height() + padding.top() + padding.bottom() - dilation.height() * (kernel.height() - 1) - 1;
        int width = in.width() + padding.left() + padding.right() - dilation.width() * (kernel.width() - 1) - 1;
        return new Extent(Math.floorDiv(height, stride.height()) + 1, Math.floorDiv(width, stride.width()) + 1);
    }

    /// Size of the image a transposed convolution makes of one of size `in`, before output padding.
    public Extent transposedSize(Extent in) {
        int height = (in.height() - 1) * stride.height() + dilation.height() * (kernel.height() - 1) + 1;
        int width = (in.width() - 1) * stride.width() + dilation.width() * (kernel.width() - 1) + 1;
        return new Extent(height - padding.top() - padding.bottom(), width - padding.left() - padding.right());
    }
}
