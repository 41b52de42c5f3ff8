package dev.bnc.runtime.kernel;

/// Which elements a dropout drops: a function of seed, stream, step and element index alone, so that any cut of the
/// work, and a run resumed at that step, drops the same ones.
///
/// The generator is a counter hashed by two rounds of a 32-bit mixer (multipliers of C. Wellons' `lowbias32`),
/// keyed by 64 bits.
///
/// @param rate share of elements that become 0; the others become `1 / (1 - rate)`
/// @param stream tells the dropouts of one net apart
public record Dropout(float rate, long seed, int stream) {
    static final int FIRST_MULTIPLIER = 0x7feb352d;
    static final int SECOND_MULTIPLIER = 0x846ca68b;
    static final int INDEX_MULTIPLIER = 0x9e3779b9;

    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate " + rate + " is not in [0, 1)");
        }
    }

    /// The value of the mask at an element's index in channels-last order.
    public float mask(int step, int index) {
        long key = key(step);
        return dropped(hash(index, (int) key, (int) (key >>> 32))) ? 0 : kept();
    }

    /// What kept elements are multiplied by.
    public float kept() {
        return 1 / (1 - rate);
    }

    /// Hashes below this, as 24-bit numbers, are dropped.
    public int threshold() {
        return Math.round(rate * (1 << 24));
    }

    boolean dropped(int hash) {
        return (hash >>> 8) < threshold();
    }

    /// The key of one step.
    long key(int step) {
        return mix(mix(seed + 0x9e3779b97f4a7c15L) ^ (((long) stream << 32) | (step & 0xffffffffL)));
    }

    /// 32 random bits for an index.
    static int hash(int index, int firstKey, int secondKey) {
        return scramble(scramble(index * INDEX_MULTIPLIER + firstKey) ^ secondKey);
    }

    private static int scramble(int bits) {
        int x = (bits ^ (bits >>> 16)) * FIRST_MULTIPLIER;
        x = (x ^ (x >>> 15)) * SECOND_MULTIPLIER;
        return x ^ (x >>> 16);
    }

    /// The finalizer of SplitMix64.
    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
