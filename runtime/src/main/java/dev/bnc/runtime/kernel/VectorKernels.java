package dev.bnc.runtime.kernel;

/// [Kernels] with the Vector API. What does not gain by it is inherited: combining partial results, labels, copies.
@SuppressWarnings("TooManyParameters")
public final class VectorKernels extends ScalarKernels {
    /// Stateless; any number will do.
    public VectorKernels() {}

    @Override
    public void channelSumPartial(float[] x, int xo, float[] partials, int po, Rows shape, int chunk) {
        VectorStatistics.channelSumPartial(x, xo, partials, po, shape, chunk);
    }

    @Override
    public void channelVariancePartial(
            float[] x, int xo, float[] mean, int mo, float[] partials, int po, Rows shape, int chunk) {
        VectorStatistics.channelVariancePartial(x, xo, mean, mo, partials, po, shape, chunk);
    }

    @Override
    public void scaleGradientPartial(
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
        VectorStatistics.scaleGradientPartial(dy, dyo, x, xo, mean, mo, partials, po, shape, chunk);
    }

    @Override
    public void sumPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        VectorStatistics.sumPartial(x, xo, partials, po, shape, chunk);
    }

    @Override
    public void sumOfSquaresPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        VectorStatistics.sumOfSquaresPartial(x, xo, partials, po, shape, chunk);
    }

    @Override
    public void softmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        VectorSoftmax.softmax(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void softmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        VectorSoftmax.softmaxGradient(dy, dyo, y, yo, dx, dxo, shape, from, to);
    }

    @Override
    public void logSoftmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        VectorSoftmax.logSoftmax(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void logSoftmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        VectorSoftmax.logSoftmaxGradient(dy, dyo, y, yo, dx, dxo, shape, from, to);
    }

    @Override
    public void crossEntropyPartial(
            float[] logits, int xo, float[] labels, int lo, float[] partials, int po, Rows shape, int chunk) {
        VectorSoftmax.crossEntropyPartial(logits, xo, labels, lo, partials, po, shape, chunk);
    }

    @Override
    public void crossEntropyGradient(
            float[] dloss,
            int lossOffset,
            float[] logits,
            int xo,
            float[] labels,
            int lo,
            float[] dx,
            int dxo,
            Rows shape,
            int from,
            int to) {
        VectorSoftmax.softmax(logits, xo, dx, dxo, shape, from, to);
        Labels.subtractAndScale(labels, lo, dx, dxo, dloss[lossOffset] / shape.rows(), shape, from, to);
    }

    @Override
    public void groupNorm(
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
        VectorGroupNorm.groupNorm(x, xo, gamma, go, beta, bo, y, yo, shape, eps, from, to);
    }

    @Override
    public void groupNormGradient(
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
        VectorGroupNorm.gradient(dy, dyo, x, xo, gamma, go, dx, dxo, shape, eps, from, to);
    }

    @Override
    public void groupNormScaleGradientPartial(
            float[] dy, int dyo, float[] x, int xo, float[] partials, int po, GroupShape shape, float eps, int chunk) {
        VectorGroupNorm.scaleGradientPartial(dy, dyo, x, xo, partials, po, shape, eps, chunk);
    }

    @Override
    public void maxPool(float[] x, int xo, float[] y, int yo, Window shape, int from, int to) {
        VectorPools.maxPool(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void maxPoolGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Window shape, int from, int to) {
        VectorPoolGradients.maxPool(dy, dyo, x, xo, dx, dxo, shape, from, to);
    }

    @Override
    public void avgPool(float[] x, int xo, float[] y, int yo, Window shape, Window.Divisor divisor, int from, int to) {
        VectorPools.avgPool(x, xo, y, yo, shape, divisor, from, to);
    }

    @Override
    public void avgPoolGradient(
            float[] dy, int dyo, float[] dx, int dxo, Window shape, Window.Divisor divisor, int from, int to) {
        VectorPoolGradients.avgPool(dy, dyo, dx, dxo, shape, divisor, from, to);
    }

    @Override
    public void globalMax(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        VectorPools.globalMax(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void globalMaxGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Positions shape, int from, int to) {
        VectorPoolGradients.globalMax(dy, dyo, x, xo, dx, dxo, shape, from, to);
    }

    @Override
    public void spatialSum(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        VectorPools.spatialSum(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void lrn(float[] x, int xo, float[] y, int yo, LrnShape shape, int from, int to) {
        VectorLrn.lrn(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void lrnGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, LrnShape shape, int from, int to) {
        VectorLrn.gradient(dy, dyo, x, xo, dx, dxo, shape, from, to);
    }

    @Override
    public void dropoutMask(float[] step, int so, float[] y, int yo, Dropout dropout, int from, int to) {
        VectorDropout.mask((int) step[so], y, yo, dropout, from, to);
    }
}
