package dev.bnc.runtime.kernel;

/// How a line of a depthwise convolution's result lies over lines of the picture: the same for all lines and channels.
///
/// Tap `(a, b)` of place `p` is the cell `column(p) + b * dilation` of line `a`, counted from the picture's left side.
///
/// @param width cells of a line of the picture
/// @param places places of a line of the result
/// @param cell floats from one cell to the next
/// @param next floats from one place of the result to the next
/// @param panel floats from one tap of the filter to the next
/// @param floor what no result is below
record DepthwiseLine(int width, int places, int stride, int dilation, int pad, int cell, int next, int panel, float floor) {
    /// Of a convolution, for channels whose filters lie in panels of this width.
    static DepthwiseLine of(Window window, int cell, int next, int panel, float floor) {
        return new DepthwiseLine(
                window.width(),
                window.outputWidth(),
                window.strideWidth(),
                window.dilationWidth(),
                window.padLeft(),
                cell,
                next,
                panel,
                floor);
    }

    /// The cell under a place's first tap.
    int column(int place) {
        return place * stride - pad;
    }

    /// Whether there is such a cell.
    boolean seen(int column) {
        return column >= 0 && column < width;
    }

    /// The first place whose kernel does not stick out sideways.
    int first() {
        return Math.min(places, Math.ceilDiv(pad, stride));
    }

    /// The first place behind these.
    int end() {
        int last = width - 1 - 2 * dilation + pad;
        return Math.clamp(Math.floorDiv(last, stride) + 1, first(), places);
    }

    /// Whether places lie one cell apart, and at most the first and the last one stick out, by one column.
    boolean sideBySide() {
        int first = first();
        int end = end();
        return stride == 1 && dilation == 1 && first <= 1 && end > first && places - end <= 1;
    }
}
