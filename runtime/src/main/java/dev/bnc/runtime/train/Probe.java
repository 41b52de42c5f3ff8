package dev.bnc.runtime.train;

import java.util.List;

/// A value inside the net whose distribution is written down while it is trained, as in figure 1 of Ioffe and Szegedy
/// 2015.
///
/// @param name what the user calls it: `h3.norm.in`
/// @param output the training program's output that holds it, batch first, channels (or units) second
/// @param quantiles percentiles to record, between 0 and 100
/// @param every how often; the first step is recorded too
public record Probe(String name, String output, List<Double> quantiles, Span every) {
    public Probe {
        quantiles = List.copyOf(quantiles);
    }

    /// Whether the step with this number, counted from 1, is recorded.
    boolean isDue(long step, long stepsPerEpoch) {
        return step == 1 || step % every.inSteps(stepsPerEpoch) == 0;
    }
}
