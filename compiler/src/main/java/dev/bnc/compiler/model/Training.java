package dev.bnc.compiler.model;

import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.runtime.train.TrainSettings;

/// How a model is trained.
///
/// @param settings what the trainer does from step to step
/// @param recipe what one step computes; the batch size of its target is open
public record Training(TrainSettings settings, TrainingRecipe recipe) {}
