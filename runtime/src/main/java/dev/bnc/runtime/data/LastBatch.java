package dev.bnc.runtime.data;

/// What becomes of the examples left over when the data is not a multiple of the batch.
public enum LastBatch {
    /// Left out of this epoch.
    DROP,
    /// A smaller batch of their own.
    KEEP,
    /// Joined to the batch before.
    MERGE
}
