package dev.bnc.bench.engine;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;

/// A net that is trained on one batch: what both engines get alike. The first steps are taken with the net's learning rate
/// and their losses compared. The steps that are timed have a learning rate of 0: they compute the same, and stay the same.
///
/// @param model with its train section: cross-entropy, plain SGD with momentum
/// @param start the weights before the first step
/// @param labels the class of each example
public record TrainingTask(Model model, TrainedModel start, int batch, float[] input, int[] labels) {
    /// Steps whose losses are compared: the second depends on all gradients of the first, the third on the momentum.
    static final int COMPARED = 3;

    static final double MOMENTUM = 0.9;

    /// The net's train section.
    ///
    /// @throws IllegalArgumentException if it has none
    Training training() {
        return model.training()
                .orElseThrow(() -> new IllegalArgumentException("net " + model.name() + " has no train section"));
    }
}
