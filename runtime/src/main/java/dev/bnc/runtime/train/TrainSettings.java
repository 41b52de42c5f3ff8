package dev.bnc.runtime.train;

import dev.bnc.runtime.data.DataSettings;
import java.util.List;
import java.util.OptionalInt;

/// Everything about a training run that the `.net` file decides, defaults filled in.
///
/// @param name the net's name
/// @param input the program input that takes the examples
/// @param target the program input that takes the labels
/// @param prediction the inference program's output that `loss` and accuracy are computed from (logits)
/// @param loss the function the training program's output `loss` is the value of
/// @param data the data set and how batches are made of it
/// @param learningRate base rate, multiplied by the schedule's factor
/// @param beta1 decay of Adam's first moment, for its bias correction
/// @param beta2 decay of Adam's second moment, for its bias correction
/// @param validateEvery how often the validation data is gone through
/// @param recomputeBatches if present, the population statistics of all batch norms that are not frozen are computed anew
///     when training ends, before the last validation; those tracked by the training steps are replaced. Over at most this
///     many batches, one epoch at most; [Integer#MAX_VALUE] for the whole epoch
/// @param seed decides initial weights, order of the data and augmentation
/// @param probes values whose distribution is written down
public record TrainSettings(
        String name,
        String input,
        String target,
        String prediction,
        Loss loss,
        DataSettings data,
        double learningRate,
        Schedule schedule,
        double beta1,
        double beta2,
        Stop stop,
        Span validateEvery,
        OptionalInt recomputeBatches,
        long seed,
        List<Probe> probes) {

    /// How validation measures the net.
    public Scoring scoring() {
        return new Scoring(input, prediction, loss, data.evaluation());
    }

    public TrainSettings {
        probes = List.copyOf(probes);
    }

    /// The same with another stop.
    public TrainSettings withStop(Stop other) {
        return new TrainSettings(
                name,
                input,
                target,
                prediction,
                loss,
                data,
                learningRate,
                schedule,
                beta1,
                beta2,
                other,
                validateEvery,
                recomputeBatches,
                seed,
                probes);
    }

    /// The same with other data settings.
    public TrainSettings withData(DataSettings other) {
        return new TrainSettings(
                name,
                input,
                target,
                prediction,
                loss,
                other,
                learningRate,
                schedule,
                beta1,
                beta2,
                stop,
                validateEvery,
                recomputeBatches,
                seed,
                probes);
    }

    /// The same with another seed.
    public TrainSettings withSeed(long other) {
        return new TrainSettings(
                name,
                input,
                target,
                prediction,
                loss,
                data,
                learningRate,
                schedule,
                beta1,
                beta2,
                stop,
                validateEvery,
                recomputeBatches,
                other,
                probes);
    }

    /// The same with other probes.
    public TrainSettings withProbes(List<Probe> other) {
        return new TrainSettings(
                name,
                input,
                target,
                prediction,
                loss,
                data,
                learningRate,
                schedule,
                beta1,
                beta2,
                stop,
                validateEvery,
                recomputeBatches,
                seed,
                other);
    }
}
