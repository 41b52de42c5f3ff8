package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// What the kernels do with class labels, which are whole numbers stored as floats.
final class Labels {
    private Labels() {}

    /// The label of a row.
    static int at(float[] labels, int lo, int row, Rows shape) {
        float label = labels[lo + row];
        int index = (int) label;
        if (index != label || index < 0 || index >= shape.channels()) {
            throw new IndexOutOfBoundsException(
                    "label " + label + " of row " + row + " is not a class below " + shape.channels());
        }
        return index;
    }

    static void oneHot(float[] labels, int lo, float[] y, int yo, Rows shape, int from, int to) {
        int channels = shape.channels();
        Arrays.fill(y, yo + from * channels, yo + to * channels, 0);
        for (int row = from; row < to; row++) {
            y[yo + row * channels + at(labels, lo, row, shape)] = 1;
        }
    }

    /// `dx = scale * (dx - one hot label)`.
    static void subtractAndScale(
            float[] labels, int lo, float[] dx, int dxo, float scale, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int base = dxo + row * channels;
            dx[base + at(labels, lo, row, shape)] -= 1;
            for (int c = 0; c < channels; c++) {
                dx[base + c] *= scale;
            }
        }
    }
}
