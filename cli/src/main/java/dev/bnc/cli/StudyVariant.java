package dev.bnc.cli;

import dev.bnc.compiler.model.Model;
import dev.bnc.runtime.train.TrainSettings;

/// A variant of a study, ready to be trained.
///
/// @param name `base` is the net as it stands
record StudyVariant(String name, Model model, TrainSettings settings) {}
