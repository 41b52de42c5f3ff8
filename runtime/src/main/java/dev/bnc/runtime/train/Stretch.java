package dev.bnc.runtime.train;

/// How long something takes that goes on while a net is trained.
public sealed interface Stretch permits Span, Remainder {
    /// Its length in steps.
    long inSteps(long stepsPerEpoch);

    /// The share of it that lies before `at`, from 0 to 1.
    double share(Moment at);
}
