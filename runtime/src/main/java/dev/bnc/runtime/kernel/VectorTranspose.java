package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Turns squares of 16 by 16 floats, in vectors of 16.
///
/// With rows `4 a + b` and columns `4 c + d`, the first pass makes of the rows with the same `b` vectors `(c, b)` of
/// elements `(a, d)`: it exchanges quarters of four vectors. The second one makes of those with the same `c` vectors
/// `(c, d)` of elements `(a, b)`: it exchanges elements within quarters. Each exchange takes two steps of choosing
/// from two vectors.
final class VectorTranspose {
    /// Rows and columns of a square.
    static final int SIDE = 16;

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;

    private static final int[] EVEN_QUARTERS = {0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27};
    private static final int[] ODD_QUARTERS = {4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31};
    private static final int[] LOW_HALVES = {0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23};
    private static final int[] HIGH_HALVES = {8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31};
    private static final int[] EVEN = {0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30};
    private static final int[] ODD = {1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31};
    private static final int[] LOW_PAIRS = {0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29};
    private static final int[] HIGH_PAIRS = {2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31};

    private VectorTranspose() {}

    /// Whether vectors are as long as a square.
    static boolean possible() {
        return VectorMath.SPECIES.length() == SIDE;
    }

    /// Element `(row, column)` of a square moves from `source + row * sourceStep + column` to
    /// `target + column * targetStep + row`.
    static void square(float[] x, int source, int sourceStep, float[] y, int target, int targetStep, float[] room) {
        quarters(x, source, sourceStep, room);
        elements(room, y, target, targetStep);
    }

    private static void quarters(float[] x, int source, int step, float[] y) {
        IntVector even = IntVector.fromArray(INTS, EVEN_QUARTERS, 0);
        IntVector odd = IntVector.fromArray(INTS, ODD_QUARTERS, 0);
        IntVector low = IntVector.fromArray(INTS, LOW_HALVES, 0);
        IntVector high = IntVector.fromArray(INTS, HIGH_HALVES, 0);
        for (int b = 0; b < 4; b++) {
            int at = source + b * step;
            IntVector x0 = FloatVector.fromArray(FLOATS, x, at).reinterpretAsInts();
            IntVector x1 = FloatVector.fromArray(FLOATS, x, at + 4 * step).reinterpretAsInts();
            IntVector x2 = FloatVector.fromArray(FLOATS, x, at + 8 * step).reinterpretAsInts();
            IntVector x3 = FloatVector.fromArray(FLOATS, x, at + 12 * step).reinterpretAsInts();
            IntVector even01 = even.selectFrom(x0, x1);
            IntVector even23 = even.selectFrom(x2, x3);
            IntVector odd01 = odd.selectFrom(x0, x1);
            IntVector odd23 = odd.selectFrom(x2, x3);
            low.selectFrom(even01, even23).reinterpretAsFloats().intoArray(y, b * SIDE);
            low.selectFrom(odd01, odd23).reinterpretAsFloats().intoArray(y, (4 + b) * SIDE);
            high.selectFrom(even01, even23).reinterpretAsFloats().intoArray(y, (8 + b) * SIDE);
            high.selectFrom(odd01, odd23).reinterpretAsFloats().intoArray(y, (12 + b) * SIDE);
        }
    }

    private static void elements(float[] x, float[] y, int target, int step) {
        IntVector even = IntVector.fromArray(INTS, EVEN, 0);
        IntVector odd = IntVector.fromArray(INTS, ODD, 0);
        IntVector low = IntVector.fromArray(INTS, LOW_PAIRS, 0);
        IntVector high = IntVector.fromArray(INTS, HIGH_PAIRS, 0);
        for (int c = 0; c < 4; c++) {
            int from = 4 * c * SIDE;
            int to = target + 4 * c * step;
            IntVector x0 = FloatVector.fromArray(FLOATS, x, from).reinterpretAsInts();
            IntVector x1 = FloatVector.fromArray(FLOATS, x, from + SIDE).reinterpretAsInts();
            IntVector x2 = FloatVector.fromArray(FLOATS, x, from + 2 * SIDE).reinterpretAsInts();
            IntVector x3 = FloatVector.fromArray(FLOATS, x, from + 3 * SIDE).reinterpretAsInts();
            IntVector even01 = even.selectFrom(x0, x1);
            IntVector even23 = even.selectFrom(x2, x3);
            IntVector odd01 = odd.selectFrom(x0, x1);
            IntVector odd23 = odd.selectFrom(x2, x3);
            low.selectFrom(even01, even23).reinterpretAsFloats().intoArray(y, to);
            low.selectFrom(odd01, odd23).reinterpretAsFloats().intoArray(y, to + step);
            high.selectFrom(even01, even23).reinterpretAsFloats().intoArray(y, to + 2 * step);
            high.selectFrom(odd01, odd23).reinterpretAsFloats().intoArray(y, to + 3 * step);
        }
    }
}
