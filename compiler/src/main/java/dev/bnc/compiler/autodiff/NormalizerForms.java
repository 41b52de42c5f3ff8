package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.Whitening;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BatchNormTraining;
import dev.bnc.compiler.graph.op.BatchQuantile;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Estimate;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.compiler.graph.op.Whiten;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// What a batch norm becomes while it is trained, for each [Estimate].
///
/// Mean and variance have operators of their own, with gradients in closed form. The others are put together from
/// operators that differentiation knows: their gradients follow.
final class NormalizerForms {
    /// Standard deviation of a normal distribution over its mean absolute deviation.
    private static final double DEVIATIONS = Math.sqrt(Math.PI / 2);

    private final GraphBuilder builder;
    private final Arithmetic arithmetic;
    private final List<BatchStatistics> statistics = new ArrayList<>();
    private final Set<Value> constants;

    /// @param constants where values go that differentiation is to take for constants
    NormalizerForms(GraphBuilder builder, Set<Value> constants) {
        this.builder = builder;
        this.arithmetic = new Arithmetic(builder);
        this.constants = constants;
    }

    /// What the batch norms so far found out about the batch.
    List<BatchStatistics> statistics() {
        return statistics;
    }

    /// Appends a batch norm of operands `x, @mean, @variance, gamma, beta`.
    Value add(BatchNorm op, List<Value> operands) {
        return switch (op.estimate()) {
            case Estimate.Moments _ -> moments(op, operands);
            case Estimate.Detached _ -> detached(op, operands);
            case Estimate.Median _ -> median(op, operands);
            case Estimate.Range _ -> range(op, operands);
            case Estimate.Ghost(int size) -> ghost(size, op, operands);
            case Estimate.Renorm limits -> renorm(limits, op, operands);
        };
    }

    /// Appends a whitening of operands `x, @mean, @covariance, gamma, beta`, as products.
    Value add(Whiten op, List<Value> operands) {
        var form = new Whitening(op, builder::add);
        if (op.frozen()) {
            return form.normalize(operands, operands.get(1), operands.get(2));
        }
        Value x = operands.getFirst();
        Value mean = builder.add(new BatchMean(), x);
        Value covariance = form.covariance(x, mean);
        statistics.add(
                new BatchStatistics(op.statistics(), operands.get(1), operands.get(2), mean, covariance, rows(x)));
        return form.normalize(operands, mean, covariance);
    }

    private Value moments(BatchNorm op, List<Value> operands) {
        return builder.add(training(op), with(operands, observed(op, operands)));
    }

    private static BatchNormTraining training(BatchNorm op) {
        return new BatchNormTraining(op.eps(), op.scale(), op.shift());
    }

    /// The form of stored statistics: its gradient in `x` goes past mean and variance, and those have none.
    private Value detached(BatchNorm op, List<Value> operands) {
        Moments batch = observed(op, operands);
        constants.addAll(List.of(batch.mean, batch.variance));
        return stored(op, with(operands, batch));
    }

    private Value median(BatchNorm op, List<Value> operands) {
        Value x = operands.getFirst();
        Value center = builder.add(new BatchQuantile(0.5), x);
        Value centered = builder.add(new BiasAdd(), x, arithmetic.apply(UnaryFunction.NEGATE, center));
        Value distance = builder.add(new BatchMean(), arithmetic.apply(UnaryFunction.ABS, centered));
        return spread(op, operands, center, arithmetic.times(DEVIATIONS, distance));
    }

    private Value range(BatchNorm op, List<Value> operands) {
        Value x = operands.getFirst();
        Value least = builder.add(new BatchQuantile(0), x);
        Value largest = builder.add(new BatchQuantile(1), x);
        Value center = arithmetic.times(0.5, arithmetic.add(least, largest));
        return spread(op, operands, center, arithmetic.times(0.5, arithmetic.subtract(largest, least)));
    }

    /// Normalizes by a center and a spread, with gradients through both. What is tracked of them is as of the
    /// batch.
    private Value spread(BatchNorm op, List<Value> operands, Value center, Value spread) {
        var batch = new Moments(center, arithmetic.apply(UnaryFunction.SQUARE, spread));
        statistics.add(new BatchStatistics(
                biased(op.statistics()), operands.get(1), operands.get(2), batch.mean, batch.variance, 2));
        return stored(op, with(operands, batch));
    }

    private Value stored(BatchNorm op, List<Value> operands) {
        return builder.add(new BatchNorm(op.eps(), op.scale(), op.shift(), new Statistics.Frozen()), operands);
    }

    /// The factor `m / (m - 1)` is for variances only.
    private static Statistics biased(Statistics kept) {
        return switch (kept) {
            case Statistics.Ema s -> new Statistics.Ema(s.keep(), false);
            case Statistics.Cumulative _ -> new Statistics.Cumulative(false);
            case Statistics.Recompute s -> new Statistics.Recompute(s.batches(), s.keep(), false);
            case Statistics.Frozen s -> s;
        };
    }

    /// The batch as `parts` times as many channels and as many times fewer examples: `[n, c]` as `[n / parts, parts
    /// * c]`. So the examples `i, i + parts, i + 2 * parts, ...` are a part.
    private Value ghost(int size, BatchNorm op, List<Value> operands) {
        Value x = operands.getFirst();
        Shape whole = x.shape();
        if (whole.size(0) % size != 0) {
            throw new IllegalArgumentException("a batch of " + whole.size(0) + " has no parts of " + size);
        }
        int parts = whole.size(0) / size;
        int channels = whole.size(1);
        Value wide = builder.add(new Reshape(whole.with(0, size).with(1, parts * channels)), x);
        Moments each = moments(wide);
        statistics.add(new BatchStatistics(
                op.statistics(),
                operands.get(1),
                operands.get(2),
                average(each.mean, parts, channels),
                average(each.variance, parts, channels),
                rows(wide)));
        var inTraining = new ArrayList<>(List.of(wide, each.mean, each.variance));
        operands.stream().skip(3).forEach(vector -> inTraining.add(repeated(vector, parts)));
        return builder.add(new Reshape(whole), builder.add(training(op), inTraining));
    }

    private Value average(Value vectors, int parts, int channels) {
        return builder.add(new BatchMean(), builder.add(new Reshape(Shape.of(parts, channels)), vectors));
    }

    private Value repeated(Value vector, int times) {
        int channels = vector.shape().size(0);
        Value row = builder.add(new Reshape(Shape.of(1, channels)), vector);
        Value rows = builder.add(new Concat(), Collections.nCopies(times, row));
        return builder.add(new Reshape(Shape.of(times * channels)), rows);
    }

    /// `xhat * r + d` with `r = sigma_batch / sigma` and `d = (mean_batch - mean) / sigma`, both limited (Ioffe
    /// 2017, algorithm 1): factors and summands of the channels, so gamma and beta take them in.
    private Value renorm(Estimate.Renorm limits, BatchNorm op, List<Value> operands) {
        Moments batch = observed(op, operands);
        Value deviation = deviation(op, operands.get(2));
        Value factor = arithmetic.divide(deviation(op, batch.variance), deviation);
        Value limited = clamp(factor, 1 / limits.r(), limits.r());
        Value summand = arithmetic.divide(arithmetic.subtract(batch.mean, operands.get(1)), deviation);
        Value moved = clamp(summand, -limits.d(), limits.d());
        constants.addAll(List.of(limited, moved));
        Value gamma = op.scale() ? arithmetic.multiply(operands.get(3), limited) : limited;
        Value shift = op.scale() ? arithmetic.multiply(operands.get(3), moved) : moved;
        Value beta = op.shift() ? arithmetic.add(shift, operands.getLast()) : shift;
        var training = new BatchNormTraining(op.eps(), true, true);
        return builder.add(training, operands.getFirst(), batch.mean, batch.variance, gamma, beta);
    }

    private Value deviation(BatchNorm op, Value variance) {
        return arithmetic.apply(UnaryFunction.SQRT, arithmetic.plus(op.eps(), variance));
    }

    private Value clamp(Value value, double least, double most) {
        return arithmetic.minimum(arithmetic.constant(most), arithmetic.maximum(arithmetic.constant(least), value));
    }

    /// Mean and variance of the batch, which are tracked.
    private Moments observed(BatchNorm op, List<Value> operands) {
        Moments batch = moments(operands.getFirst());
        statistics.add(new BatchStatistics(
                op.statistics(),
                operands.get(1),
                operands.get(2),
                batch.mean,
                batch.variance,
                rows(operands.getFirst())));
        return batch;
    }

    private Moments moments(Value x) {
        Value mean = builder.add(new BatchMean(), x);
        return new Moments(mean, builder.add(new BatchVariance(), x, mean));
    }

    private static long rows(Value x) {
        return x.shape().elements() / x.shape().size(1);
    }

    private static List<Value> with(List<Value> operands, Moments batch) {
        var replaced = new ArrayList<>(operands);
        replaced.set(1, batch.mean);
        replaced.set(2, batch.variance);
        return replaced;
    }

    /// One of each a channel.
    private record Moments(Value mean, Value variance) {}
}
