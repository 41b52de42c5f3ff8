package dev.bnc.runtime.kernel;

/// Statistics of a chunk, by the sums of [VectorSums].
final class VectorStatistics {
    private VectorStatistics() {}

    static void channelSumPartial(float[] x, int xo, float[] partials, int po, Rows shape, int chunk) {
        Chunks rows = shape.chunks();
        int from = rows.from(chunk);
        double[] sums = Scratch.ofThread().zeros(0, shape.channels());
        VectorSums.add(x, xo + from * shape.channels(), rows.to(chunk) - from, shape.channels(), sums);
        put(sums, partials, po, shape.partials(), chunk);
    }

    static void channelVariancePartial(
            float[] x, int xo, float[] mean, int mo, float[] partials, int po, Rows shape, int chunk) {
        Chunks rows = shape.chunks();
        int from = rows.from(chunk);
        int at = from * shape.channels();
        double[] sums = Scratch.ofThread().zeros(0, shape.channels());
        VectorSums.addSquares(x, xo + at, mean, mo, rows.to(chunk) - from, shape.channels(), sums);
        put(sums, partials, po, shape.partials(), chunk);
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
        int from = rows.from(chunk);
        int at = from * shape.channels();
        double[] sums = Scratch.ofThread().zeros(0, shape.channels());
        VectorSums.addProducts(dy, dyo + at, x, xo + at, mean, mo, rows.to(chunk) - from, shape.channels(), sums);
        put(sums, partials, po, shape.partials(), chunk);
    }

    static void sumPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        Chunks elements = shape.chunks();
        int from = elements.from(chunk);
        double sum = VectorSums.total(x, xo + from, elements.to(chunk) - from);
        shape.partials().put(partials, po, chunk, 0, sum);
    }

    static void sumOfSquaresPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        Chunks elements = shape.chunks();
        int from = elements.from(chunk);
        double sum = VectorSums.totalOfSquares(x, xo + from, elements.to(chunk) - from);
        shape.partials().put(partials, po, chunk, 0, sum);
    }

    private static void put(double[] sums, float[] partials, int po, Partials shape, int chunk) {
        for (int c = 0; c < shape.channels(); c++) {
            shape.put(partials, po, chunk, c, sums[c]);
        }
    }
}
