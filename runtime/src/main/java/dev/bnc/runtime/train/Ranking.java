package dev.bnc.runtime.train;

/// How good class probabilities are on a data set.
///
/// @param loss mean of `-log` of the right class's probability
/// @param top1 share of the examples whose likeliest class is the right one
/// @param top5 share of the examples whose right class is among the five likeliest; 1 where there are no more than five
public record Ranking(int examples, double loss, double top1, double top5) {}
