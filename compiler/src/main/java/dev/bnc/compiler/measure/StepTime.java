package dev.bnc.compiler.measure;

import dev.bnc.compiler.plan.Step;

/// How long one step of a plan takes by itself.
///
/// @param number its place among the plan's steps
/// @param layer that it was made for, empty if for none
/// @param kind in words: `conv 3x3`, `product`, `max_pool`
/// @param seconds median of its runs
public record StepTime(int number, Step step, String layer, String kind, double seconds) {}
