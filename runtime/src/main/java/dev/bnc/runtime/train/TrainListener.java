package dev.bnc.runtime.train;

import java.util.List;
import java.util.OptionalDouble;

/// Hears of a training run's progress, on the training thread. Each method does nothing unless overridden.
public interface TrainListener {
    /// Before the first step.
    default void started(Start start) {}

    /// After each step; must be quick.
    default void step(StepResult result) {}

    /// After each validation.
    default void validated(long step, double epochs, Validation validation, boolean best) {}

    /// The learning rate is `factor` of the base rate from here on, since what the schedule watches has stood still since
    /// `since`.
    default void plateau(long step, long since, double factor) {}

    /// After each whole epoch.
    default void epoch(EpochResult result) {}

    /// Something that the user should know but that stops nothing.
    default void note(String message) {}

    /// What is about to be run.
    ///
    /// @param firstStep 0, or where a resumed run goes on
    /// @param lastStep the number of steps when training ends, [Long#MAX_VALUE] if only time ends it
    /// @param data descriptions of the training and the validation data
    record Start(long firstStep, long lastStep, long stepsPerEpoch, int batch, List<String> data) {}

    /// One step's outcome.
    ///
    /// @param step updates done, this one included
    /// @param epoch the epoch this step is part of, from 1
    /// @param stepInEpoch from 1
    /// @param accuracy the share of the batch that was answered right before the update, where answers are classes
    record StepResult(
            long step,
            long epoch,
            long stepInEpoch,
            int examples,
            float loss,
            OptionalDouble accuracy,
            double learningRate) {}

    /// A whole epoch's outcome.
    ///
    /// @param epoch from 1
    /// @param meanLoss mean of the steps' losses in this epoch, as far as they were seen by this process
    /// @param seconds time this process spent on it
    record EpochResult(long epoch, long step, double meanLoss, long examples, double seconds) {}
}
