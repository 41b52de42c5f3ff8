package dev.bnc.runtime.kernel;

/// The operators that are not specialised per net. [ScalarKernels] is the obvious implementation and says what is
/// right; [VectorKernels] is the fast one. Both are stateless and safe for any number of threads.
///
/// Every operand is an array and the offset of its first float. Inputs come first, then the result, then the shape,
/// then the part of the work to do. Maps take a range `[from, to)` of the unit the shape's `chunks()` counts in,
/// and the result does not depend on how the range is cut. Reductions have two phases: a `...Partial` method for
/// each chunk of exactly the shape's `chunks()`, into a workspace of [Partials#size()] floats, and then one
/// `combine...` method. Results may not overlap operands unless said.
@SuppressWarnings("TooManyParameters")
public interface Kernels {
    /// Offset that stands for an operand that is not there: a group normalization's gamma or beta.
    int ABSENT = -1;

    /// Sums of a chunk's rows, `[channels]`. Combine with [#combineSum] or [#combineMean].
    ///
    /// Accurate also where the mean is large against the deviations.
    void channelSumPartial(float[] x, int xo, float[] partials, int po, Rows shape, int chunk);

    /// Sums of a chunk's squared deviations from `mean [channels]`. Combine with [#combineMean] to get the biased
    /// variance.
    void channelVariancePartial(
            float[] x, int xo, float[] mean, int mo, float[] partials, int po, Rows shape, int chunk);

    /// Sums of a chunk's `dy * (x - mean)`. Combine with [#combineScaleGradient] to get a batch norm's gamma
    /// gradient.
    void scaleGradientPartial(
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] mean,
            int mo,
            float[] partials,
            int po,
            Rows shape,
            int chunk);

    /// Sum of a chunk's elements. Combine with [#combineSum] or [#combineMean].
    void sumPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk);

    /// Sum of the squares of a chunk's elements. Combine with [#combineSum] or [#combineMean].
    void sumOfSquaresPartial(float[] x, int xo, float[] partials, int po, Elements shape, int chunk);

    /// Sum over the chunks, `[channels]`.
    void combineSum(float[] partials, int po, float[] y, int yo, Partials shape);

    /// Sum over the chunks divided by `count`, `[channels]`.
    void combineMean(float[] partials, int po, float[] y, int yo, Partials shape, int count);

    /// Sum over the chunks divided by `sqrt(variance + eps)`, `[channels]`.
    void combineScaleGradient(
            float[] partials, int po, float[] variance, int vo, float[] y, int yo, Partials shape, float eps);

    /// A quantile of the rows of each channel, `[channels]`; NaN where one of them is. Unit: channel.
    void channelQuantile(float[] x, int xo, float[] y, int yo, Quantiles shape, int from, int to);

    /// `dy [channels]`, in shares, at the first of the values the quantile lies between, else 0. Unit: channel.
    void channelQuantileGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Quantiles shape, int from, int to);

    /// Softmax over the channels. `y` may be `x`. Unit: row.
    void softmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to);

    /// `dx = y * (dy - sum(dy * y))`, with the softmax `y`. `dx` may be `dy`. Unit: row.
    void softmaxGradient(float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to);

    /// Logarithm of the softmax over the channels. `y` may be `x`. Unit: row.
    void logSoftmax(float[] x, int xo, float[] y, int yo, Rows shape, int from, int to);

    /// `dx = dy - exp(y) * sum(dy)`, with the log-softmax `y`. `dx` may be `dy`. Unit: row.
    void logSoftmaxGradient(float[] dy, int dyo, float[] y, int yo, float[] dx, int dxo, Rows shape, int from, int to);

    /// Sum over a chunk's rows of `-log softmax(logits)[label]`. Combine with [#combineMean] over `rows`; the
    /// workspace is [Rows#scalarPartials()].
    ///
    /// @throws IndexOutOfBoundsException if a label is not a channel
    void crossEntropyPartial(
            float[] logits, int xo, float[] labels, int lo, float[] partials, int po, Rows shape, int chunk);

    /// `dx = dloss / rows * (softmax(logits) - one hot label)`. Unit: row.
    ///
    /// @throws IndexOutOfBoundsException if a label is not a channel
    void crossEntropyGradient(
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
            int to);

    /// 1 where the channel is the row's label, else 0. Unit: row.
    ///
    /// @throws IndexOutOfBoundsException if a label is not a channel
    void oneHot(float[] labels, int lo, float[] y, int yo, Rows shape, int from, int to);

    /// `y = gamma * (x - mean) / sqrt(variance + eps) + beta`, statistics per example and group, biased. Offsets of
    /// gamma and beta may be [#ABSENT]. Unit: example.
    void groupNorm(
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
            int to);

    /// Gradient of [#groupNorm] for `x`, through mean and variance. The offset of gamma may be [#ABSENT]. Unit:
    /// example.
    void groupNormGradient(
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
            int to);

    /// Sums over a chunk's examples of `dy * (x - mean) / sqrt(variance + eps)`, `[channels]`. Combine with
    /// [#combineSum]
    /// to get the gradient of [#groupNorm] for gamma. (That for beta is the channel sum of `dy`.)
    void groupNormScaleGradientPartial(
            float[] dy, int dyo, float[] x, int xo, float[] partials, int po, GroupShape shape, float eps, int chunk);

    /// Largest cell of each window. Padding never wins; NaN always does. Unit: output line, [Window#lines()].
    void maxPool(float[] x, int xo, float[] y, int yo, Window shape, int from, int to);

    /// Adds each `dy` to the cell that won, the first one in row-major order if several did. Unit: example.
    void maxPoolGradient(float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Window shape, int from, int to);

    /// Average of each window. Unit: output line, [Window#lines()].
    void avgPool(float[] x, int xo, float[] y, int yo, Window shape, Window.Divisor divisor, int from, int to);

    /// Gradient of [#avgPool]. Unit: example.
    void avgPoolGradient(
            float[] dy, int dyo, float[] dx, int dxo, Window shape, Window.Divisor divisor, int from, int to);

    /// Largest value of each channel, `[batch, channels]`. NaN always wins. Unit: example.
    void globalMax(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to);

    /// `dy [batch, channels]` at the first position that won, else 0. Unit: example.
    void globalMaxGradient(
            float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, Positions shape, int from, int to);

    /// Sum over the positions, `[batch, channels]`. Unit: example.
    void spatialSum(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to);

    /// `x [batch, channels]` at every position, `[batch, positions, channels]`. Unit: example.
    void broadcastSpatial(float[] x, int xo, float[] y, int yo, Positions shape, int from, int to);

    /// Local response normalization. Unit: row.
    void lrn(float[] x, int xo, float[] y, int yo, LrnShape shape, int from, int to);

    /// Gradient of [#lrn]. Unit: row.
    void lrnGradient(float[] dy, int dyo, float[] x, int xo, float[] dx, int dxo, LrnShape shape, int from, int to);

    /// The mask of [Dropout#mask] for the step in `step[so]`. Unit: element, [Elements#chunks()].
    void dropoutMask(float[] step, int so, float[] y, int yo, Dropout dropout, int from, int to);

    /// Sets elements `[from, to)`.
    void fill(float[] y, int yo, float value, int from, int to);

    /// Moves elements between layouts. Unit: element of the box, [StridedCopy#chunks()].
    void copy(float[] x, int xo, float[] y, int yo, StridedCopy shape, int from, int to);
}
