package dev.bnc.runtime.train;

/// What the net minimizes. The training program computes it itself; validation computes it here, in double, from the
/// inference program's outputs.
public enum Loss {
    /// Negative log of the softmax probability of the labelled class; mean over the examples.
    CROSS_ENTROPY,
    /// Squared difference; mean over all elements.
    MEAN_SQUARED_ERROR,
    /// Binary cross-entropy of the outputs' sigmoid with targets between 0 and 1; mean over all elements.
    BINARY_CROSS_ENTROPY
}
