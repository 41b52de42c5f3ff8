package dev.bnc.runtime.kernel;

/// A quantile of the rows of each channel of `[rows, channels]`: on the line between two of the sorted values.
///
/// @param lower place of the smaller of the two, counted from 0
/// @param share how much of the next one there is in it, 0 to less than 1; with 0 that one is not looked at
public record Quantiles(int rows, int channels, int lower, float share) {
    /// Passes over the rows that finding a value in the middle takes, about.
    private static final int PASSES = 8;

    public Quantiles {
        if (lower < 0 || lower >= rows || !(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("no place " + lower + " + " + share + " among " + rows + " rows");
        }
    }

    /// The quantile at `quantile * (rows - 1)`: 0 is the least, 1 the largest value.
    public static Quantiles of(Rows rows, double quantile) {
        double place = quantile * (rows.rows() - 1);
        int lower = (int) Math.floor(place);
        return new Quantiles(rows.rows(), rows.channels(), lower, (float) (place - lower));
    }

    /// How the work may be cut; the unit is a channel.
    public Chunks chunks() {
        return Chunks.of(channels, Math.multiplyExact(PASSES, rows));
    }

    /// The number between a value and the next one.
    float between(float lower, float upper) {
        return share == 0 ? lower : lower + share * (upper - lower);
    }
}
