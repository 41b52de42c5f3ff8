package dev.bnc.runtime.kernel;

/// What windows on a picture hold, as rows of an implicit matrix `[batch * rows * columns, kernel cells *
/// channels]`.
///
/// Window `(i, j)` holds, for kernel cell `(a, b)`, the picture's cell `((i * stride - pad + a * dilation) / hole,
/// ...)` where that division leaves no rest and the cell exists, else 0. A convolution has holes of 1; its input
/// gradient has strides of 1 and the convolution's strides as holes, and its dilations are negative.
///
/// @param height rows of the picture
/// @param channels channels of the picture
/// @param pitch floats from one position of the picture to the next
/// @param rows number of windows from top to bottom
record Patches(
        int height,
        int width,
        int channels,
        int pitch,
        int rows,
        int columns,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int holeHeight,
        int holeWidth,
        int padTop,
        int padLeft,
        int dilationHeight,
        int dilationWidth) {
    /// What each place of a window sees of the picture the window slides over.
    static Patches ofPlaces(Window s, int pitch) {
        return new Patches(
                s.height(),
                s.width(),
                s.channels(),
                pitch,
                s.outputHeight(),
                s.outputWidth(),
                s.kernelHeight(),
                s.kernelWidth(),
                s.strideHeight(),
                s.strideWidth(),
                1,
                1,
                s.padTop(),
                s.padLeft(),
                s.dilationHeight(),
                s.dilationWidth());
    }

    /// Which places saw each cell of the picture the window slides over; the places are a picture `[batch,
    /// outputHeight,
    /// outputWidth, channels]`.
    static Patches ofCells(Window s, int pitch) {
        return new Patches(
                s.outputHeight(),
                s.outputWidth(),
                s.channels(),
                pitch,
                s.height(),
                s.width(),
                s.kernelHeight(),
                s.kernelWidth(),
                1,
                1,
                s.strideHeight(),
                s.strideWidth(),
                -s.padTop(),
                -s.padLeft(),
                -s.dilationHeight(),
                -s.dilationWidth());
    }

    /// Copies elements `[from, to)` of a window to `target`, `step` floats apart.
    void copy(float[] x, int xo, int window, int from, int to, float[] y, int target, int step) {
        int example = window / (rows * columns);
        int i = window / columns % rows;
        int j = window % columns;
        int rowLength = kernelWidth * channels;
        int base = xo + example * height * width * pitch;
        for (int a = from / rowLength; a * rowLength < to; a++) {
            int first = Math.max(from, a * rowLength);
            int end = Math.min(to, (a + 1) * rowLength);
            int at = target + (first - from) * step;
            int row = cell(i * strideHeight - padTop + a * dilationHeight, holeHeight, height);
            if (row < 0) {
                clear(y, at, end - first, step);
            } else {
                copyRow(x, base + row * width * pitch, j, first - a * rowLength, end - a * rowLength, y, at, step);
            }
        }
    }

    /// Elements `[from, to)` of one kernel row of the window in column `j`.
    private void copyRow(float[] x, int line, int j, int from, int to, float[] y, int target, int step) {
        int start = j * strideWidth - padLeft;
        if (contiguous() && start >= 0 && start + kernelWidth <= width) {
            copy(x, line + start * pitch + from, to - from, y, target, step);
            return;
        }
        for (int b = from / channels; b * channels < to; b++) {
            int first = Math.max(from, b * channels);
            int end = Math.min(to, (b + 1) * channels);
            int at = target + (first - from) * step;
            int column = cell(start + b * dilationWidth, holeWidth, width);
            if (column < 0) {
                clear(y, at, end - first, step);
            } else {
                copy(x, line + column * pitch + first - b * channels, end - first, y, at, step);
            }
        }
    }

    /// Whether a kernel row's cells lie next to each other in the picture.
    private boolean contiguous() {
        return dilationWidth == 1 && holeWidth == 1 && pitch == channels;
    }

    /// The cell at a position counted in holes, or -1 if there is none.
    private static int cell(int position, int hole, int size) {
        int cell = hole == 1 ? position : position / hole;
        return position >= 0 && cell < size && cell * hole == position ? cell : -1;
    }

    private static void copy(float[] x, int source, int count, float[] y, int target, int step) {
        if (step == 1) {
            System.arraycopy(x, source, y, target, count);
            return;
        }
        int to = target;
        for (int k = 0; k < count; k++) {
            y[to] = x[source + k];
            to += step;
        }
    }

    private static void clear(float[] y, int target, int count, int step) {
        int to = target;
        for (int k = 0; k < count; k++) {
            y[to] = 0;
            to += step;
        }
    }
}
