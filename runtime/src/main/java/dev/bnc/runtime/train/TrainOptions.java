package dev.bnc.runtime.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What the caller of a training run decides, besides the net's own settings. Nothing here changes what is learned from
/// given data, except `overfit` and `initialWeights`.
///
/// @param initialWeights a safetensors file whose tensors replace initial ones of the same name
/// @param overfit train and validate on this many examples only: a net that cannot learn these has a mistake in it
/// @param checkpointEvery time between checkpoints within an epoch
/// @param resume go on from the run's last checkpoint
/// @param tensorBoard also write measurements as TensorBoard reads them
public record TrainOptions(
        Optional<Path> initialWeights, OptionalInt overfit, Duration checkpointEvery, boolean resume, boolean tensorBoard) {
    /// A new run, a checkpoint every 30 seconds.
    public static TrainOptions defaults() {
        return new TrainOptions(Optional.empty(), OptionalInt.empty(), Duration.ofSeconds(30), false, false);
    }

    /// The same starting from given weights.
    public TrainOptions withInitialWeights(Path safetensors) {
        return new TrainOptions(Optional.of(safetensors), overfit, checkpointEvery, resume, tensorBoard);
    }

    /// The same on the first `examples` only.
    public TrainOptions overfitting(int examples) {
        return new TrainOptions(initialWeights, OptionalInt.of(examples), checkpointEvery, resume, tensorBoard);
    }

    /// The same with another time between checkpoints.
    public TrainOptions checkpointingEvery(Duration time) {
        return new TrainOptions(initialWeights, overfit, time, resume, tensorBoard);
    }

    /// The same going on from the run's last checkpoint.
    public TrainOptions resuming() {
        return new TrainOptions(initialWeights, overfit, checkpointEvery, true, tensorBoard);
    }

    /// The same with an event file for TensorBoard in the run's folder.
    public TrainOptions withTensorBoard() {
        return new TrainOptions(initialWeights, overfit, checkpointEvery, resume, true);
    }
}
