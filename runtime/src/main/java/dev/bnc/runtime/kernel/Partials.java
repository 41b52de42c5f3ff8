package dev.bnc.runtime.kernel;

/// Workspace between the two phases of a reduction: what each chunk found for each channel.
///
/// A partial result is kept as two floats whose sum is the chunk's result in (almost) double precision:
/// `[chunks, 2, channels]`.
public record Partials(int chunks, int channels) {
    /// Floats of workspace.
    public int size() {
        return 2 * chunks * channels;
    }

    /// Stores `value` as a chunk's result for a channel. Static, so that the loops around it need no object.
    static void put(float[] partials, int offset, int channels, int chunk, int channel, double value) {
        float high = (float) value;
        int i = offset + 2 * chunk * channels + channel;
        partials[i] = high;
        // An infinite or NaN high part has no low part: inf - inf would turn inf into NaN.
        partials[i + channels] = Float.isFinite(high) ? (float) (value - high) : 0;
    }

    /// Sums a channel over the chunks, in their order.
    double sum(float[] partials, int offset, int channel) {
        double sum = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int i = offset + 2 * chunk * channels + channel;
            sum += (double) partials[i] + partials[i + channels];
        }
        return sum;
    }
}
