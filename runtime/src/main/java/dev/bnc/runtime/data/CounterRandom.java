package dev.bnc.runtime.data;

/// Random numbers by place instead of in sequence: the number at a place depends on the key and the place only, so any
/// part of a run can be drawn again without the parts before, in any order, by any number of threads.
///
/// The mixing function is that of SplitMix64 (Steele, Lea, Flood 2014), applied to key and place in turn.
public record CounterRandom(long key) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /// The generator for one purpose under a seed, such as a tensor's name.
    public static CounterRandom of(long seed, String purpose) {
        long hash = mix(seed + GOLDEN);
        for (int i = 0; i < purpose.length(); i++) {
            hash = mix(hash ^ (purpose.charAt(i) + GOLDEN));
        }
        return new CounterRandom(hash);
    }

    /// The generator for one of many equal things, such as an epoch.
    public CounterRandom at(long place) {
        return new CounterRandom(bits(place));
    }

    /// 64 random bits.
    public long bits(long place) {
        return mix(mix(key + place * GOLDEN) + place);
    }

    /// Uniform in `[0, 1)`, a multiple of 2^-53.
    public double uniform(long place) {
        return (bits(place) >>> 11) * 0x1.0p-53;
    }

    /// Uniform in `[0, bound)`. (High half of a 128-bit product: the bias is below bound / 2^64.)
    public int below(int bound, long place) {
        return (int) Math.unsignedMultiplyHigh(bits(place), bound);
    }

    /// Standard normal, by Box and Muller from two uniform numbers; strict arithmetic, the same bits everywhere.
    public double gaussian(long place) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * place)));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform(2 * place + 1));
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
