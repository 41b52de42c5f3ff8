package dev.bnc.compiler.fusion;

import java.util.List;
import java.util.OptionalDouble;

/// How well a fused model agrees with the one it was made of, on examples drawn from seeds: the largest difference between
/// two elements of an output, divided by the largest absolute value of that output (over all its elements, one example at a
/// time).
///
/// @param seeds of the examples, see [ProbeInput]
/// @param exact both in float64, so that only the rounding of the new weights is left; empty if that takes too long
/// @param exactSeeds how many of the seeds that was measured on
/// @param program both as emitted programs in float32
public record Agreement(List<Long> seeds, OptionalDouble exact, int exactSeeds, double program) {
    public Agreement {
        seeds = List.copyOf(seeds);
    }
}
