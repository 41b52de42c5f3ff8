package dev.bnc.runtime.data;

import java.util.List;

/// A change of an example on its way from the data set to the net. A [Random] one draws lots by (seed, epoch,
/// index), and is for training only.
///
/// Pictures are channels x height x width. Strengths of 0 change nothing, to the bit.
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

    /// One that draws lots.
    sealed interface Random extends Transform {}

    /// Mirrors left and right with probability one half.
    record FlipHorizontal() implements Random {}

    /// Mirrors top and bottom with probability one half.
    record FlipVertical() implements Random {}

    /// Moves the picture by up to `pixels` in each direction, zeros coming in: a random crop out of the picture
    /// padded by as much.
    record Shift(int pixels) implements Random {}

    /// Those that move points along straight lines about the picture's middle. Several in a row are done in one go,
    /// each point interpolated once between its four neighbours; beyond the border the border's points go on.
    sealed interface Warp extends Random {}

    /// Turns by up to `degrees` either way.
    record Rotate(double degrees) implements Warp {}

    /// Pushes each row sideways by up to `strength` times its distance from the middle.
    record Shear(double strength) implements Warp {}

    /// Makes the picture larger or smaller, by a factor between `1 - strength` and `1 + strength`.
    record Zoom(double strength) implements Warp {}

    /// Those that change colours of values between 0 and 1; results are cut to that.
    sealed interface Colour extends Random {}

    /// All values times a factor between `1 - strength` and `1 + strength`.
    record Brightness(double strength) implements Colour {}

    /// Differences from the picture's mean grey times a factor between `1 - strength` and `1 + strength`.
    record Contrast(double strength) implements Colour {}

    /// Adds to each value a normal one of mean 0 and this standard deviation.
    record Noise(double strength) implements Colour {}

    /// Differences from the point's own grey times a factor between `1 - strength` and `1 + strength`; of three
    /// channels.
    record Saturation(double strength) implements Colour {}
}
