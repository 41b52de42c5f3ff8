package dev.bnc.runtime.kernel;

/// What windows on a picture hold, as rows of an implicit matrix `[batch * rows * columns, kernel cells *
/// channels]`.
///
/// Window `(i, j)` holds, for kernel cell `(a, b)`, the picture's cell `((i * stride - pad + a * dilation) / hole,
/// ...)` where that division leaves no rest and the cell exists, else 0. A convolution has holes of 1; its input
/// gradient has strides of 1 and the convolution's strides as holes, and its dilations are negative.
///
/// Either both strides or both holes are 1.
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

    /// Floats the window holds.
    int depth() {
        return kernelHeight * kernelWidth * channels;
    }

    /// The lowest row a kernel cell lies at, counted from its first row; negative with a negative dilation.
    int lowestRow() {
        return Math.min(0, (kernelHeight - 1) * dilationHeight);
    }

    /// As [#lowestRow], of the columns.
    int lowestColumn() {
        return Math.min(0, (kernelWidth - 1) * dilationWidth);
    }

    /// Rows from the first cell to the last one.
    int reachHeight() {
        return (kernelHeight - 1) * Math.abs(dilationHeight);
    }

    /// Columns from the first cell to the last one.
    int reachWidth() {
        return (kernelWidth - 1) * Math.abs(dilationWidth);
    }

    /// Whether no window sticks out over a side, and cells are read in rising order.
    boolean inside() {
        return dilationHeight > 0
                && dilationWidth > 0
                && padTop == 0
                && padLeft == 0
                && (rows - 1) * strideHeight + reachHeight() < height
                && (columns - 1) * strideWidth + reachWidth() < width;
    }

    /// Whether the cells of a kernel row follow each other where positions are `pitch` floats apart.
    boolean joined(int positionPitch) {
        return dilationWidth == 1 && positionPitch == channels;
    }

    /// Consecutive floats a window sees at least, once lines are dense.
    int run() {
        return dilationWidth == 1 ? kernelWidth * channels : channels;
    }

    /// At least `windows` windows, in whole lines.
    int wholeLines(int windows) {
        return Math.ceilDiv(windows, columns) * columns;
    }

    /// Windows from this one to the end of its line.
    int leftOfLine(int window) {
        return columns - window % columns;
    }

    /// Floats from element `k` of a window to the end of its run, if positions are `pitch` floats apart.
    int leftOfRun(int k, int positionPitch) {
        int length = joined(positionPitch) ? kernelWidth * channels : channels;
        return length - k % length;
    }

    /// Where element `k` of a window lies, counted from its first cell; for positive dilations.
    int cellOf(int k, int positionPitch, int linePitch) {
        int tap = k / channels;
        return tap / kernelWidth * dilationHeight * linePitch
                + tap % kernelWidth * dilationWidth * positionPitch
                + k % channels;
    }

    /// Adds what a window sees as segments, for pictures with these distances between positions and lines.
    void addSegments(LeftTile tile, int start, int positionPitch, int linePitch) {
        boolean rowsJoined = joined(positionPitch);
        int length = rowsJoined ? kernelWidth * channels : channels;
        for (int a = 0; a < kernelHeight; a++) {
            int row = start + (a * dilationHeight - lowestRow()) * linePitch;
            for (int b = 0; b < (rowsJoined ? 1 : kernelWidth); b++) {
                int cell = row + (b * dilationWidth - lowestColumn()) * positionPitch;
                tile.add(cell, (a * kernelWidth + b) * channels, length);
            }
        }
    }

    /// Copies elements `[from, to)` of some windows. Element `k` of the first window's `w`th successor goes to
    /// `target + w * windowStep + (k - from) * cellStep`.
    void copy(
            float[] x,
            int xo,
            int first,
            int windows,
            int from,
            int to,
            float[] y,
            int target,
            int windowStep,
            int cellStep) {
        int done = 0;
        while (done < windows) {
            int window = first + done;
            int count = Math.min(windows - done, columns - window % columns);
            copyLine(x, xo, window, count, from, to, y, target + done * windowStep, windowStep, cellStep);
            done += count;
        }
    }

    /// The same for windows side by side.
    private void copyLine(
            float[] x,
            int xo,
            int window,
            int count,
            int from,
            int to,
            float[] y,
            int target,
            int windowStep,
            int cellStep) {
        int line = window / columns;
        int picture = xo + line / rows * height * width * pitch;
        int top = line % rows * strideHeight - padTop;
        int left = window % columns * strideWidth - padLeft;
        int first = 0;
        int end = 0;
        if (dilationWidth == 1 && holeWidth == 1 && pitch == channels) {
            first = Math.clamp(Math.ceilDiv(-left, strideWidth), 0, count);
            end = Math.clamp(Math.floorDiv(width - kernelWidth - left, strideWidth) + 1, first, count);
        }
        copyCells(x, picture, top, left, first, from, to, y, target, windowStep, cellStep);
        int inside = left + first * strideWidth;
        int at = target + first * windowStep;
        copyRows(x, picture, top, inside, end - first, from, to, y, at, windowStep, cellStep);
        inside = left + end * strideWidth;
        at = target + end * windowStep;
        copyCells(x, picture, top, inside, count - end, from, to, y, at, windowStep, cellStep);
    }

    /// Windows that stick out over no side, where the cells of a kernel row lie next to each other.
    private void copyRows(
            float[] x,
            int picture,
            int top,
            int left,
            int count,
            int from,
            int to,
            float[] y,
            int target,
            int windowStep,
            int cellStep) {
        int rowLength = kernelWidth * channels;
        for (int a = from / rowLength; count > 0 && a * rowLength < to; a++) {
            int first = Math.max(from, a * rowLength);
            int length = Math.min(to, (a + 1) * rowLength) - first;
            int at = target + (first - from) * cellStep;
            int row = cell(top + a * dilationHeight, holeHeight, height);
            if (row < 0) {
                BlockCopy.clear(y, at, count, length, windowStep, cellStep);
            } else {
                int source = picture + (row * width + left) * pitch + first - a * rowLength;
                BlockCopy.copy(x, source, strideWidth * pitch, count, length, y, at, windowStep, cellStep);
            }
        }
    }

    /// Kernel cell by kernel cell.
    private void copyCells(
            float[] x,
            int picture,
            int top,
            int left,
            int count,
            int from,
            int to,
            float[] y,
            int target,
            int windowStep,
            int cellStep) {
        for (int tap = from / channels; count > 0 && tap * channels < to; tap++) {
            int first = Math.max(from, tap * channels);
            int length = Math.min(to, (tap + 1) * channels) - first;
            int at = target + (first - from) * cellStep;
            int row = cell(top + tap / kernelWidth * dilationHeight, holeHeight, height);
            if (row < 0) {
                BlockCopy.clear(y, at, count, length, windowStep, cellStep);
            } else {
                int source = picture + row * width * pitch + first - tap * channels;
                int start = left + tap % kernelWidth * dilationWidth;
                copyTap(x, source, start, count, length, y, at, windowStep, cellStep);
            }
        }
    }

    /// What windows side by side hold of one kernel cell; for the first of them it is at column `start`.
    private void copyTap(
            float[] x,
            int line,
            int start,
            int count,
            int length,
            float[] y,
            int target,
            int windowStep,
            int cellStep) {
        int first = start < 0 ? Math.ceilDiv(-start, strideWidth) : Math.ceilDiv(start, holeWidth) * holeWidth - start;
        int end = Math.clamp(Math.ceilDiv(width * holeWidth - start, strideWidth), 0, count);
        int inside = first < end ? (end - first - 1) / holeWidth + 1 : 0;
        if (inside < count) {
            BlockCopy.clear(y, target, count, length, windowStep, cellStep);
        }
        if (inside > 0) {
            int column = (start + first * strideWidth) / holeWidth;
            int at = target + first * windowStep;
            int source = line + column * pitch;
            int step = holeWidth * windowStep;
            BlockCopy.copy(x, source, strideWidth * pitch, inside, length, y, at, step, cellStep);
        }
    }

    /// The row of the picture at a position counted in holes, or -1 if there is none.
    int rowAt(int position) {
        return cell(position, holeHeight, height);
    }

    /// The cell at a position counted in holes, or -1 if there is none.
    private static int cell(int position, int hole, int size) {
        int cell = hole == 1 ? position : position / hole;
        return position >= 0 && cell < size && cell * hole == position ? cell : -1;
    }
}
