package dev.bnc.compiler.fusion;

import dev.bnc.compiler.artifact.TrainedModel;

/// A model ready for use, and what was done to it.
///
/// @param model an ordinary model: its graph has no batch norm left where folding is legal, its weights are new constants,
///     and its input is not to be normalized any more
public record Fused(TrainedModel model, FusionCertificate certificate) {}
