package dev.bnc.bench.torch;

/// What a forward graph is run for: decides what batch norm and dropout do.
public enum Mode {
    /// Stored statistics, no dropout, results written over operands that nothing else reads.
    INFERENCE,
    /// Statistics of the batch, which also move the stored ones; dropout; a tape for the gradients.
    TRAINING
}
