package dev.bnc.runtime.data;

import java.util.List;

/// A change of an example on its way from the data set to the net. Those that draw lots do so by (seed, epoch, index)
/// and only in training.
public sealed interface Transform {
    /// `(x - mean) / deviation`, one pair for all channels or one a channel. Done in training and in use.
    record Normalize(List<Double> mean, List<Double> deviation) implements Transform {
        public Normalize {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != deviation.size() || mean.isEmpty()) {
                throw new IllegalArgumentException("as many means as deviations are needed, at least one of each");
            }
        }
    }

    /// Mirrors left and right with probability one half. Training only.
    record FlipHorizontal() implements Transform {}

    /// Moves the picture by up to `pixels` in each direction, zeros coming in. Training only. (The usual "pad and
    /// crop".)
    record Shift(int pixels) implements Transform {}
}
