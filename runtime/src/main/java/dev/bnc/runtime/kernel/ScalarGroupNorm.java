package dev.bnc.runtime.kernel;

/// Group normalization, one example's group after the other, statistics in double.
final class ScalarGroupNorm {
    private ScalarGroupNorm() {}

    static void groupNorm(
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] beta,
            int bo,
            float[] y,
            int yo,
            GroupShape shape,
            float eps,
            int from,
            int to) {
        for (int example = from; example < to; example++) {
            for (int group = 0; group < shape.groups(); group++) {
                int first = group * shape.groupChannels();
                int base = shape.at(example);
                double mean = mean(x, xo + base + first, shape);
                double scale = 1 / Math.sqrt(variance(x, xo + base + first, mean, shape) + eps);
                for (int p = 0; p < shape.positions(); p++) {
                    for (int c = first; c < first + shape.groupChannels(); c++) {
                        int i = base + p * shape.channels() + c;
                        float normal = (float) ((x[xo + i] - mean) * scale);
                        float scaled = go < 0 ? normal : normal * gamma[go + c];
                        y[yo + i] = bo < 0 ? scaled : scaled + beta[bo + c];
                    }
                }
            }
        }
    }

    /// With `h = (x - mean) / deviation` and `g = dy * gamma`: `dx = (g - mean(g) - h * mean(g * h)) / deviation`.
    static void gradient(
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] dx,
            int dxo,
            GroupShape shape,
            float eps,
            int from,
            int to) {
        for (int example = from; example < to; example++) {
            for (int group = 0; group < shape.groups(); group++) {
                int first = group * shape.groupChannels();
                int base = shape.at(example);
                double mean = mean(x, xo + base + first, shape);
                double scale = 1 / Math.sqrt(variance(x, xo + base + first, mean, shape) + eps);
                double sum = 0;
                double dot = 0;
                for (int p = 0; p < shape.positions(); p++) {
                    for (int c = first; c < first + shape.groupChannels(); c++) {
                        int i = base + p * shape.channels() + c;
                        double g = go < 0 ? dy[dyo + i] : (double) dy[dyo + i] * gamma[go + c];
                        sum += g;
                        dot += g * (x[xo + i] - mean) * scale;
                    }
                }
                sum /= shape.groupSize();
                dot /= shape.groupSize();
                for (int p = 0; p < shape.positions(); p++) {
                    for (int c = first; c < first + shape.groupChannels(); c++) {
                        int i = base + p * shape.channels() + c;
                        double g = go < 0 ? dy[dyo + i] : (double) dy[dyo + i] * gamma[go + c];
                        dx[dxo + i] = (float) (scale * (g - sum - (x[xo + i] - mean) * scale * dot));
                    }
                }
            }
        }
    }

    static void scaleGradientPartial(
            float[] dy, int dyo, float[] x, int xo, float[] partials, int po, GroupShape shape, float eps, int chunk) {
        Chunks examples = shape.chunks();
        for (int c = 0; c < shape.channels(); c++) {
            int first = c - c % shape.groupChannels();
            double sum = 0;
            for (int example = examples.from(chunk); example < examples.to(chunk); example++) {
                int base = shape.at(example);
                double mean = mean(x, xo + base + first, shape);
                double scale = 1 / Math.sqrt(variance(x, xo + base + first, mean, shape) + eps);
                for (int p = 0; p < shape.positions(); p++) {
                    int i = base + p * shape.channels() + c;
                    sum += dy[dyo + i] * (x[xo + i] - mean) * scale;
                }
            }
            Partials.put(partials, po, shape.channels(), chunk, c, sum);
        }
    }

    private static double mean(float[] x, int at, GroupShape shape) {
        double sum = 0;
        for (int p = 0; p < shape.positions(); p++) {
            for (int c = 0; c < shape.groupChannels(); c++) {
                sum += x[at + p * shape.channels() + c];
            }
        }
        return sum / shape.groupSize();
    }

    private static double variance(float[] x, int at, double mean, GroupShape shape) {
        double sum = 0;
        for (int p = 0; p < shape.positions(); p++) {
            for (int c = 0; c < shape.groupChannels(); c++) {
                double deviation = x[at + p * shape.channels() + c] - mean;
                sum += deviation * deviation;
            }
        }
        return sum / shape.groupSize();
    }
}
