package dev.bnc.runtime.kernel;

/// Softmax and what is built on it. The largest logit is subtracted first, so that nothing overflows.
final class ScalarSoftmax {
    private ScalarSoftmax() {}

    static void softmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int in = xo + row * channels;
            int out = yo + row * channels;
            float most = largest(x, in, channels);
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                float e = ScalarMath.exp(x[in + c] - most);
                y[out + c] = e;
                sum += e;
            }
            float scale = (float) (1 / sum);
            for (int c = 0; c < channels; c++) {
                y[out + c] *= scale;
            }
        }
    }

    static void softmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            double dot = 0;
            for (int c = 0; c < channels; c++) {
                dot += (double) dy[dyo + at + c] * y[yo + at + c];
            }
            for (int c = 0; c < channels; c++) {
                dx[dxo + at + c] = y[yo + at + c] * (dy[dyo + at + c] - (float) dot);
            }
        }
    }

    static void logSoftmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            float most = largest(x, xo + at, channels);
            float log = logOfSum(x, xo + at, channels, most);
            for (int c = 0; c < channels; c++) {
                y[yo + at + c] = x[xo + at + c] - most - log;
            }
        }
    }

    static void logSoftmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        int channels = shape.channels();
        for (int row = from; row < to; row++) {
            int at = row * channels;
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += dy[dyo + at + c];
            }
            for (int c = 0; c < channels; c++) {
                dx[dxo + at + c] = dy[dyo + at + c] - ScalarMath.exp(y[yo + at + c]) * (float) sum;
            }
        }
    }

    static void crossEntropyPartial(
            float[] logits, int xo, float[] labels, int lo, float[] partials, int po, Rows shape, int chunk) {
        int channels = shape.channels();
        Chunks rows = shape.chunks();
        double sum = 0;
        for (int row = rows.from(chunk); row < rows.to(chunk); row++) {
            int in = xo + row * channels;
            float most = largest(logits, in, channels);
            float chosen = logits[in + Labels.at(labels, lo, row, shape)];
            sum += (double) logOfSum(logits, in, channels, most) + most - chosen;
        }
        Partials.put(partials, po, 1, chunk, 0, sum);
    }

    private static float largest(float[] x, int at, int channels) {
        float most = x[at];
        for (int c = 1; c < channels; c++) {
            most = Math.max(most, x[at + c]);
        }
        return most;
    }

    /// `log(sum(exp(x - most)))`.
    private static float logOfSum(float[] x, int at, int channels, float most) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += ScalarMath.exp(x[at + c] - most);
        }
        return ScalarMath.log((float) sum);
    }
}
