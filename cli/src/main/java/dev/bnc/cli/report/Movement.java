package dev.bnc.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// How much a distribution moves while a net is trained, as one number each for its place and its width.
///
/// The run is cut into at most 20 stretches of equally many records, and median and spread (highest minus lowest
/// recorded percentile) are averaged over each: the percentiles of one batch are noisy, and their noise would be counted
/// as movement.
///
/// @param path total variation of the median from stretch to stretch, in units of the mean spread: how many of its own
///     widths the distribution has travelled
/// @param widening the largest spread of a stretch divided by the smallest: 1 if the width never changes
public record Movement(OptionalDouble path, OptionalDouble widening) {
    static final int STRETCHES = 20;

    /// The movement of percentiles recorded in order; empty where fewer than two are there, or the spread is 0.
    static Movement of(List<RunData.Band> bands) {
        List<RunData.Band> finite = bands.stream()
                .filter(b -> Double.isFinite(b.middle()) && Double.isFinite(b.spread()))
                .toList();
        if (finite.size() < 2) {
            return new Movement(OptionalDouble.empty(), OptionalDouble.empty());
        }
        double[] medians = means(finite, RunData.Band::middle);
        double[] spreads = means(finite, RunData.Band::spread);
        double travelled = 0;
        double sum = spreads[0];
        double least = spreads[0];
        double most = spreads[0];
        for (int i = 1; i < medians.length; i++) {
            travelled += Math.abs(medians[i] - medians[i - 1]);
            sum += spreads[i];
            least = Math.min(least, spreads[i]);
            most = Math.max(most, spreads[i]);
        }
        double mean = sum / spreads.length;
        return new Movement(
                mean > 0 ? OptionalDouble.of(travelled / mean) : OptionalDouble.empty(),
                least > 0 ? OptionalDouble.of(most / least) : OptionalDouble.empty());
    }

    private static double[] means(List<RunData.Band> bands, ToDoubleFunction<RunData.Band> of) {
        List<Double> means = new ArrayList<>();
        for (List<RunData.Band> stretch : Stretches.of(bands, STRETCHES)) {
            means.add(stretch.stream().mapToDouble(of).average().orElseThrow());
        }
        return means.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
