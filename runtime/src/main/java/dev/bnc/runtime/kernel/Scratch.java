package dev.bnc.runtime.kernel;

/// Arrays a vector kernel works in for the length of a call. One per thread; they grow to what is needed and stay,
/// so that nothing is allocated once warm.
final class Scratch {
    private static final int FLOATS = 6;
    private static final int DOUBLES = 2;
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final float[][] floats = new float[FLOATS][0];
    private final double[][] doubles = new double[DOUBLES][0];
    private final float[] lanes = new float[4 * VectorMath.SPECIES.length()];
    private final double[] doubleLanes = new double[2 * VectorMath.SPECIES.length()];

    private Scratch() {}

    /// The calling thread's own.
    static Scratch ofThread() {
        return OF_THREAD.get();
    }

    /// An array of at least `size` floats, with whatever was left in it. Each `slot` is an array of its own.
    float[] floats(int slot, int size) {
        if (floats[slot].length < size) {
            floats[slot] = new float[size];
        }
        return floats[slot];
    }

    /// An array of at least `size` doubles, the first `size` of them 0.
    double[] zeros(int slot, int size) {
        if (doubles[slot].length < size) {
            doubles[slot] = new double[size];
        } else {
            java.util.Arrays.fill(doubles[slot], 0, size, 0);
        }
        return doubles[slot];
    }

    /// Room for the lanes of four vectors.
    float[] lanes() {
        return lanes;
    }

    /// Room for the lanes of four vectors of doubles.
    double[] doubleLanes() {
        return doubleLanes;
    }
}
