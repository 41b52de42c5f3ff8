package dev.bnc.runtime.program;

/// How a state tensor gets its first values. Fan-in and gain are already worked into the numbers.
public sealed interface Initializer {
    /// Every element is `value`.
    record Constant(double value) implements Initializer {}

    /// Independent Gaussian elements with mean 0.
    record Normal(double standardDeviation) implements Initializer {}

    /// Gaussian elements with mean 0, drawn again while further than two standard deviations from it.
    record TruncatedNormal(double standardDeviation) implements Initializer {}

    /// Independent elements, uniform in `[-bound, bound)`.
    record Uniform(double bound) implements Initializer {}
}
