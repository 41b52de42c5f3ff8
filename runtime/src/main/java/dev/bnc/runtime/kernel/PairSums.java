package dev.bnc.runtime.kernel;

/// What a [LoopProduct] adds up, for one thread: sums of two rows in an array, the second [LoopProduct#WIDTH] behind the
/// first. Sums of a segment are zero whenever none is under way.
final class PairSums {
    private static final int PAIRS = LoopProduct.TALLEST / 2;

    private final float[][] sums = new float[PAIRS][2 * LoopProduct.WIDTH];
    private final float[][] totals = new float[PAIRS][2 * LoopProduct.WIDTH];
    private final float[] right = new float[4 * LoopProduct.WIDTH];

    /// Sums of the segment at hand.
    float[] sum(int pair) {
        return sums[pair];
    }

    /// Sums of all segments before.
    float[] total(int pair) {
        return totals[pair];
    }

    /// Rows of the right matrix, [LoopProduct#WIDTH] apart.
    float[] right() {
        return right;
    }
}
