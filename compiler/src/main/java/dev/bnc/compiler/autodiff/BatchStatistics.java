package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Statistics;

/// What one batch norm finds out about a batch, and where its population statistics are stored.
///
/// @param populationMean parameter `[c]`
/// @param populationVariance parameter `[c]`
/// @param mean of this batch, `[c]`
/// @param variance of this batch, biased, `[c]`
/// @param rows values per channel, `m` of the formulae; at least 2
record BatchStatistics(
        Statistics kept, Value populationMean, Value populationVariance, Value mean, Value variance, long rows) {
    /// The batch's estimate of the population's variance: times `m / (m - 1)` where the convention is unbiased.
    Value varianceEstimate(Arithmetic arithmetic) {
        boolean unbiased = switch (kept) {
            case Statistics.Ema s -> s.unbiased();
            case Statistics.Cumulative s -> s.unbiased();
            case Statistics.Recompute s -> s.unbiased();
            case Statistics.Frozen _ -> false;
        };
        return unbiased ? arithmetic.times(rows / (rows - 1.0), variance) : variance;
    }
}
