package dev.bnc.runtime.data;

/// A data set's two parts.
public record Datasets(Dataset training, Dataset validation) {}
