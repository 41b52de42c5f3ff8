package dev.bnc.runtime.kernel;

/// Sums over rows and over everything. Doubles all the way.
final class ScalarStatistics {
    private ScalarStatistics() {}

    static void channelSumPartial(float[] x, int xo, float[] partials, int po, Rows shape, int chunk) {
        Chunks rows = shape.chunks();
        for (int c = 0; c < shape.channels(); c++) {
            double sum = 0;
            for (int row = rows.from(chunk); row < rows.to(chunk); row++) {
                sum += x[xo + row * shape.channels() + c];
            }
            Partials.put(partials, po, shape.channels(), chunk, c, sum);
        }
    }

    static void channelVariancePartial(
            float[] x, int xo, float[] mean, int mo, float[] partials, int po, Rows shape, int chunk) {
        Chunks rows = shape.chunks();
        for (int c = 0; c < shape.channels(); c++) {
            double sum = 0;
            for (int row = rows.from(chunk); row < rows.to(chunk); row++) {
                double deviation = (double) x[xo + row * shape.channels() + c] - mean[mo + c];
                sum += deviation * deviation;
            }
            Partials.put(partials, po, shape.channels(), chunk, c, sum);
        }
    }

    static void scaleGradientPartial(
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] mean,
            int mo,
            float[] partials,
            int po,
            Rows shape,
            int chunk) {
        Chunks rows = shape.chunks();
        for (int c = 0; c < shape.channels(); c++) {
            double sum = 0;
            for (int row = rows.from(chunk); row < rows.to(chunk); row++) {
                int i = row * shape.channels() + c;
                sum += dy[dyo + i] * ((double) x[xo + i] - mean[mo + c]);
            }
            Partials.put(partials, po, shape.channels(), chunk, c, sum);
        }
    }

    static void sumPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        Chunks elements = shape.chunks();
        double sum = 0;
        for (int i = elements.from(chunk); i < elements.to(chunk); i++) {
            sum += x[xo + i];
        }
        Partials.put(partials, po, 1, chunk, 0, sum);
    }

    static void sumOfSquaresPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        Chunks elements = shape.chunks();
        double sum = 0;
        for (int i = elements.from(chunk); i < elements.to(chunk); i++) {
            sum += (double) x[xo + i] * x[xo + i];
        }
        Partials.put(partials, po, 1, chunk, 0, sum);
    }
}
