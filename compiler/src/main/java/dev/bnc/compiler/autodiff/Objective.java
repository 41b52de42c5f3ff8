package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.TensorType;
import dev.bnc.runtime.train.Loss;

/// What is minimized: a loss of one output of the net and one input.
///
/// @param prediction the output, before any sigmoid or softmax for [Loss#CROSS_ENTROPY] and [Loss#BINARY_CROSS_ENTROPY]
/// @param target the input's name; it is declared if the forward graph does not have it
/// @param targetType `i32[n]` for class labels, else like the prediction. Squared error and binary cross-entropy take
///     labels one-hot, or, for a prediction of one number an example, label 1 as 1 and label 0 as 0
/// @param smoothing the share of the target's weight that is spread evenly over all classes, from 0 up to less than 1; for
///     [Loss#CROSS_ENTROPY] only (Szegedy et al. 2016, section 7)
public record Objective(Loss loss, String prediction, String target, TensorType targetType, double smoothing) {
    public Objective {
        if (!(smoothing >= 0 && smoothing < 1) || (smoothing > 0 && loss != Loss.CROSS_ENTROPY)) {
            throw new IllegalArgumentException("smoothing of " + smoothing + " for " + loss);
        }
    }

    /// One that takes labels as they are.
    public Objective(Loss loss, String prediction, String target, TensorType targetType) {
        this(loss, prediction, target, targetType, 0);
    }

    /// The same with the target's open batch size filled in.
    public Objective atBatch(int batch) {
        return new Objective(loss, prediction, target, targetType.atBatch(batch), smoothing);
    }
}
