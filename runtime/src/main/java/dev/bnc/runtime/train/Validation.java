package dev.bnc.runtime.train;

import java.util.OptionalDouble;

/// How good a net is on a data set: mean loss, and the share of right answers where that makes sense.
public record Validation(int examples, double loss, OptionalDouble accuracy) {}
