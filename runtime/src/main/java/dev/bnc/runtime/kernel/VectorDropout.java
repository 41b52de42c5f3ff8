package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The mask of [Dropout], a vector of element numbers at a time.
final class VectorDropout {
    private static final int LANES = VectorMath.SPECIES.length();

    private VectorDropout() {}

    static void mask(int step, float[] y, int yo, Dropout dropout, int from, int to) {
        long key = dropout.key(step);
        IntVector first = IntVector.broadcast(VectorMath.INTS, (int) key);
        IntVector second = IntVector.broadcast(VectorMath.INTS, (int) (key >>> 32));
        FloatVector kept = FloatVector.broadcast(VectorMath.SPECIES, dropout.kept());
        int threshold = dropout.threshold();
        for (int i = from; i < to; i += LANES) {
            IntVector index = IntVector.broadcast(VectorMath.INTS, i).addIndex(1);
            IntVector hash = scramble(
                    scramble(index.mul(Dropout.INDEX_MULTIPLIER).add(first)).lanewise(VectorOperators.XOR, second));
            VectorMask<Float> dropped = hash.lanewise(VectorOperators.LSHR, 8)
                    .compare(VectorOperators.LT, threshold)
                    .cast(VectorMath.SPECIES);
            kept.blend(0f, dropped).intoArray(y, yo + i, VectorMath.SPECIES.indexInRange(i, to));
        }
    }

    private static IntVector scramble(IntVector bits) {
        IntVector x = shifted(bits, 16).mul(Dropout.FIRST_MULTIPLIER);
        return shifted(shifted(x, 15).mul(Dropout.SECOND_MULTIPLIER), 16);
    }

    /// `bits ^ bits >>> by`.
    private static IntVector shifted(IntVector bits, int by) {
        return bits.lanewise(VectorOperators.XOR, bits.lanewise(VectorOperators.LSHR, by));
    }
}
