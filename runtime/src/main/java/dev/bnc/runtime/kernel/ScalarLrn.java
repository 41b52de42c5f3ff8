package dev.bnc.runtime.kernel;

/// Local response normalization, window by window.
final class ScalarLrn {
    private ScalarLrn() {}

    static void lrn(float[] x, int xo, float[] y, int yo, LrnShape shape, int from, int to) {
        for (int row = from; row < to; row++) {
            int at = row * shape.channels();
            for (int c = 0; c < shape.channels(); c++) {
                float power = ScalarMath.exp(-shape.beta() * ScalarMath.log(base(x, xo + at, c, shape)));
                y[yo + at + c] = x[xo + at + c] * power;
            }
        }
    }

    /// With `d` the base of the power: `dx[c] = dy[c] / d[c]^beta - 2 alpha beta / size * x[c] * sum of dy[j] x[j]
    /// / d[j]^(beta + 1)` over the channels `j` whose window holds `c`.
    static void gradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, LrnShape shape, int from, int to) {
        float factor = 2 * shape.alpha() * shape.beta() / shape.size();
        for (int row = from; row < to; row++) {
            int at = row * shape.channels();
            for (int c = 0; c < shape.channels(); c++) {
                float own =
                        dy[dyo + at + c] * ScalarMath.exp(-shape.beta() * ScalarMath.log(base(x, xo + at, c, shape)));
                int first = Math.max(0, c - shape.size() / 2);
                int last = Math.min(shape.channels() - 1, c + (shape.size() - 1) / 2);
                float others = 0;
                for (int j = first; j <= last; j++) {
                    float log = ScalarMath.log(base(x, xo + at, j, shape));
                    others += dy[dyo + at + j] * x[xo + at + j] * ScalarMath.exp(-(shape.beta() + 1) * log);
                }
                dx[dxo + at + c] = own - factor * x[xo + at + c] * others;
            }
        }
    }

    /// `k + alpha / size * sum of squares over the window of channel c`.
    static float base(float[] x, int at, int c, LrnShape shape) {
        int first = Math.max(0, c - (shape.size() - 1) / 2);
        int last = Math.min(shape.channels() - 1, c + shape.size() / 2);
        float sum = 0;
        for (int j = first; j <= last; j++) {
            sum += x[at + j] * x[at + j];
        }
        return shape.k() + shape.alpha() / shape.size() * sum;
    }
}
