package dev.bnc.runtime.data;

/// In which order the examples of an epoch come.
public enum Shuffle {
    /// A new order each epoch.
    EPOCH,
    /// One order, drawn once and kept.
    ONCE,
    /// As in the file.
    OFF
}
