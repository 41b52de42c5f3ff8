package dev.bnc.runtime.data;

/// In which order the examples of an epoch come.
public enum Shuffle {
    /// A new order each epoch.
    EPOCH,
    /// One order, drawn once and kept.
    ONCE,
    /// As in the file.
    OFF,
    /// A new order each epoch in which every stretch, hence every batch, has the classes in the proportions of the whole,
    /// as near as whole numbers allow.
    STRATIFIED
}
