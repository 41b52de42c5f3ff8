package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// The plain loops: what [Kernels] means, and what runs where the Vector API is absent.
@SuppressWarnings("TooManyParameters")
public class ScalarKernels implements Kernels {
    /// Stateless; any number will do.
    public ScalarKernels() {}

    @Override
    public void channelSumPartial(float[] x, int xo, float[] partials, int po, Rows shape, int chunk) {
        ScalarStatistics.channelSumPartial(x, xo, partials, po, shape, chunk);
    }

    @Override
    public void channelVariancePartial(
            float[] x, int xo, float[] mean, int mo, float[] partials, int po, Rows shape, int chunk) {
        ScalarStatistics.channelVariancePartial(x, xo, mean, mo, partials, po, shape, chunk);
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
        ScalarStatistics.scaleGradientPartial(dy, dyo, x, xo, mean, mo, partials, po, shape, chunk);
    }

    @Override
    public void sumPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        ScalarStatistics.sumPartial(x, xo, partials, po, shape, chunk);
    }

    @Override
    public void sumOfSquaresPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk) {
        ScalarStatistics.sumOfSquaresPartial(x, xo, partials, po, shape, chunk);
    }

    @Override
    public void combineSum(float[] partials, int po, float[] y, int yo, Partials shape) {
        for (int c = 0; c < shape.channels(); c++) {
            y[yo + c] = (float) shape.sum(partials, po, c);
        }
    }

    @Override
    public void combineMean(float[] partials, int po, float[] y, int yo, Partials shape, int count) {
        for (int c = 0; c < shape.channels(); c++) {
            y[yo + c] = (float) (shape.sum(partials, po, c) / count);
        }
    }

    @Override
    public void combineScaleGradient(
            float[] partials, int po, float[] variance, int vo, float[] y, int yo, Partials shape, float eps) {
        for (int c = 0; c < shape.channels(); c++) {
            y[yo + c] = (float) (shape.sum(partials, po, c) / Math.sqrt((double) variance[vo + c] + eps));
        }
    }

    @Override
    public void channelQuantile(float[] x, int xo, float[] y, int yo, Quantiles shape, int from, int to) {
        ScalarQuantiles.ofThread().quantile(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void channelQuantileGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Quantiles shape, int from, int to) {
        ScalarQuantiles.ofThread().gradient(dy, dyo, x, xo, dx, dxo, shape, from, to);
    }

    @Override
    public void softmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        ScalarSoftmax.softmax(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void softmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        ScalarSoftmax.softmaxGradient(dy, dyo, y, yo, dx, dxo, shape, from, to);
    }

    @Override
    public void logSoftmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to) {
        ScalarSoftmax.logSoftmax(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void logSoftmaxGradient(
            float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to) {
        ScalarSoftmax.logSoftmaxGradient(dy, dyo, y, yo, dx, dxo, shape, from, to);
    }

    @Override
    public void crossEntropyPartial(
            float[] logits, int xo, float[] labels, int lo, float[] partials, int po, Rows shape, int chunk) {
        ScalarSoftmax.crossEntropyPartial(logits, xo, labels, lo, partials, po, shape, chunk);
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
        ScalarSoftmax.softmax(logits, xo, dx, dxo, shape, from, to);
        Labels.subtractAndScale(labels, lo, dx, dxo, dloss[lossOffset] / shape.rows(), shape, from, to);
    }

    @Override
    public void oneHot(float[] labels, int lo, float[] y, int yo, Rows shape, int from, int to) {
        Labels.oneHot(labels, lo, y, yo, shape, from, to);
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
        ScalarGroupNorm.groupNorm(x, xo, gamma, go, beta, bo, y, yo, shape, eps, from, to);
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
        ScalarGroupNorm.gradient(dy, dyo, x, xo, gamma, go, dx, dxo, shape, eps, from, to);
    }

    @Override
    public void groupNormScaleGradientPartial(
            float[] dy, int dyo, float[] x, int xo, float[] partials, int po, GroupShape shape, float eps, int chunk) {
        ScalarGroupNorm.scaleGradientPartial(dy, dyo, x, xo, partials, po, shape, eps, chunk);
    }

    @Override
    public void maxPool(float[] x, int xo, float[] y, int yo, Window shape, int from, int to) {
        ScalarPools.maxPool(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void maxPoolGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Window shape, int from, int to) {
        ScalarPools.maxPoolGradient(dy, dyo, x, xo, dx, dxo, shape, from, to);
    }

    @Override
    public void avgPool(float[] x, int xo, float[] y, int yo, Window shape, Window.Divisor divisor, int from, int to) {
        ScalarPools.avgPool(x, xo, y, yo, shape, divisor, from, to);
    }

    @Override
    public void avgPoolGradient(
            float[] dy, int dyo, float[] dx, int dxo, Window shape, Window.Divisor divisor, int from, int to) {
        ScalarPools.avgPoolGradient(dy, dyo, dx, dxo, shape, divisor, from, to);
    }

    @Override
    public void globalMax(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        ScalarGlobalPools.globalMax(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void globalMaxGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Positions shape, int from, int to) {
        ScalarGlobalPools.globalMaxGradient(dy, dyo, x, xo, dx, dxo, shape, from, to);
    }

    @Override
    public void spatialSum(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        ScalarGlobalPools.spatialSum(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void broadcastSpatial(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to) {
        ScalarGlobalPools.broadcastSpatial(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void lrn(float[] x, int xo, float[] y, int yo, LrnShape shape, int from, int to) {
        ScalarLrn.lrn(x, xo, y, yo, shape, from, to);
    }

    @Override
    public void lrnGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, LrnShape shape, int from, int to) {
        ScalarLrn.gradient(dy, dyo, x, xo, dx, dxo, shape, from, to);
    }

    @Override
    public void dropoutMask(float[] step, int so, float[] y, int yo, Dropout dropout, int from, int to) {
        for (int i = from; i < to; i++) {
            y[yo + i] = dropout.mask((int) step[so], i);
        }
    }

    @Override
    public void fill(float[] y, int yo, float value, int from, int to) {
        Arrays.fill(y, yo + from, yo + to, value);
    }

    @Override
    public void copy(float[] x, int xo, float[] y, int yo, StridedCopy shape, int from, int to) {
        Copies.copy(x, xo, y, yo, shape, from, to);
    }
}
