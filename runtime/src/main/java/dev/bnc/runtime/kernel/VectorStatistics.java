package dev.bnc.runtime.kernel;

/// Statistics of a chunk, by the sums of [VectorSums].
final class VectorStatistics {
    private VectorStatistics() {}

    static void channelSumPartial(float[] x, int xo, float[] partials, int po, Rows shape, int chunk) {
        int from = shape.firstRow(chunk);
        double[] sums = Scratch.ofThread().zeros(0, shape.channels());
        VectorSums.add(x, xo + from * shape.channels(), shape.endRow(chunk) - from, shape.channels(), sums);
        put(sums, partials, po, shape.channels(), chunk);
    }

    static void channelVariancePartial(
            float[] x, int xo, float[] mean, int mo, float[] partials, int po, Rows shape, int chunk) {
        int from = shape.firstRow(chunk);
        int at = from * shape.channels();
        double[] sums = Scratch.ofThread().zeros(0, shape.channels());
        VectorSums.addSquares(x, xo + at, mean, mo, shape.endRow(chunk) - from, shape.channels(), sums);
        put(sums, partials, po, shape.channels(), chunk);
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
        int from = shape.firstRow(chunk);
        int at = from * shape.channels();
        double[] sums = Scratch.ofThread().zeros(0, shape.channels());
        VectorSums.addProducts(dy, dyo + at, x, xo + at, mean, mo, shape.endRow(chunk) - from, shape.channels(), sums);
        put(sums, partials, po, shape.channels(), chunk);
    }

    static void sumPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        Chunks elements = shape.chunks();
        int from = elements.from(chunk);
        double sum = VectorSums.total(x, xo + from, elements.to(chunk) - from);
        Partials.put(partials, po, 1, chunk, 0, sum);
    }

    static void sumOfSquaresPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        Chunks elements = shape.chunks();
        int from = elements.from(chunk);
        double sum = VectorSums.totalOfSquares(x, xo + from, elements.to(chunk) - from);
        Partials.put(partials, po, 1, chunk, 0, sum);
    }

    private static void put(double[] sums, float[] partials, int po, int channels, int chunk) {
        for (int c = 0; c < channels; c++) {
            Partials.put(partials, po, channels, chunk, c, sums[c]);
        }
    }
}
