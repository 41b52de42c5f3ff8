package dev.bnc.bench.report;

import dev.bnc.bench.measure.Times;
import java.util.OptionalDouble;

/// What was found of one engine at one task.
///
/// @param task what all engines did
/// @param engine its short name
/// @param remark how it ran, or empty
/// @param difference of its answer from the right one, largest of all numbers, relative to the largest number
/// @param ratio of bnc's time to that of the fastest other engine on as many threads; none for others
public record Measurement(
        Task task, String engine, String remark, Times times, double difference, OptionalDouble ratio) {
    /// A net on a batch and a number of threads.
    ///
    /// @param training whether it is a training step
    /// @param flops operations of one call
    /// @param peak operations a second that so many threads do at most
    /// @param tolerance what answers may differ by
    public record Task(
            String net, boolean training, int batch, int threads, double flops, double peak, double tolerance) {}

    /// Whether its answer differs from the right one by more than rounding.
    public boolean wrong() {
        // written so that NaN is wrong
        return !(difference <= task.tolerance());
    }

    /// Operations a second.
    public double flopsPerSecond() {
        return task.flops() / times.median();
    }

    /// Share of the peak that is reached.
    public double share() {
        return flopsPerSecond() / task.peak();
    }
}
