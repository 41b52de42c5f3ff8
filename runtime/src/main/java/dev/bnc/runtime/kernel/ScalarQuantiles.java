package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// Quantiles of channels, by selection (Hoare 1961): each channel is copied, and sorted only around the place
/// looked for.
final class ScalarQuantiles {
    private static final ThreadLocal<ScalarQuantiles> OF_THREAD = ThreadLocal.withInitial(ScalarQuantiles::new);

    private float[] column = new float[0];

    private ScalarQuantiles() {}

    /// The calling thread's own; its room grows to what is needed and stays.
    static ScalarQuantiles ofThread() {
        return OF_THREAD.get();
    }

    void quantile(float[] x, int xo, float[] y, int yo, Quantiles shape, int from, int to) {
        for (int c = from; c < to; c++) {
            if (gather(x, xo + c, shape)) {
                float lower = select(shape.lower(), shape.rows());
                y[yo + c] = shape.between(lower, next(shape, lower));
            } else {
                y[yo + c] = Float.NaN;
            }
        }
    }

    /// Where a value is no number, nothing gets a gradient.
    void gradient(float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Quantiles shape, int from, int to) {
        for (int row = 0; row < shape.rows(); row++) {
            int at = dxo + row * shape.channels();
            Arrays.fill(dx, at + from, at + to, 0);
        }
        for (int c = from; c < to; c++) {
            if (gather(x, xo + c, shape)) {
                float lower = select(shape.lower(), shape.rows());
                float upper = next(shape, lower);
                dx[dxo + c + first(x, xo + c, lower, shape)] += (1 - shape.share()) * dy[dyo + c];
                if (shape.share() > 0) {
                    dx[dxo + c + first(x, xo + c, upper, shape)] += shape.share() * dy[dyo + c];
                }
            }
        }
    }

    /// Copies a channel; false if a value is no number.
    private boolean gather(float[] x, int at, Quantiles shape) {
        if (column.length < shape.rows()) {
            column = new float[shape.rows()];
        }
        boolean numbers = true;
        for (int row = 0; row < shape.rows(); row++) {
            float value = x[at + row * shape.channels()];
            column[row] = value;
            numbers &= !Float.isNaN(value);
        }
        return numbers;
    }

    /// The value at `place` if the column were sorted. Afterwards none before it is larger and none behind it is
    /// smaller.
    private float select(int place, int size) {
        int left = 0;
        int right = size - 1;
        while (left < right) {
            float pivot = median(column[left], column[(left + right) >>> 1], column[right]);
            int i = left;
            int j = right;
            while (i <= j) {
                while (column[i] < pivot) {
                    i++;
                }
                while (column[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = column[i];
                    column[i++] = column[j];
                    column[j--] = swapped;
                }
            }
            if (place <= j) {
                right = j;
            } else if (place >= i) {
                left = i;
            } else {
                return column[place];
            }
        }
        return column[place];
    }

    /// The value behind the one selected: the least of those that are not smaller.
    private float next(Quantiles shape, float lower) {
        if (shape.share() == 0) {
            return lower;
        }
        float least = Float.POSITIVE_INFINITY;
        for (int i = shape.lower() + 1; i < shape.rows(); i++) {
            least = Math.min(least, column[i]);
        }
        return least;
    }

    private static int first(float[] x, int at, float value, Quantiles shape) {
        int row = 0;
        while (x[at + row * shape.channels()] != value) {
            row++;
        }
        return row * shape.channels();
    }

    private static float median(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
