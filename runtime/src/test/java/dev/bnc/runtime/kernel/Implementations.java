package dev.bnc.runtime.kernel;

import java.util.stream.Stream;

/// The kernels every kernel test runs on, and how it runs them: ranges cut in uneven pieces, arrays with an offset
/// and guarded on both sides.
final class Implementations {
    /// Where operands start in their arrays, so that an offset that is forgotten shows.
    static final int OFFSET = 5;

    /// Channel counts around the lengths of vectors.
    static final int[] CHANNELS = {1, 3, 7, 10, 17, 33, 64, 100, 150};

    private Implementations() {}

    static Stream<Kernels> all() {
        return Stream.of(new ScalarKernels(), new VectorKernels());
    }

    /// Work on a range.
    interface Part {
        void run(int from, int to);
    }

    /// Runs `[0, total)` in pieces that grow, the last one first.
    static void inPieces(int total, Part part) {
        int piece = 1;
        int to = total;
        while (to > 0) {
            int from = Math.max(0, to - piece);
            part.run(from, to);
            to = from;
            piece *= 2;
        }
    }

    /// `x` behind [#OFFSET] other floats, and with some more behind it.
    static float[] shifted(float[] x) {
        float[] y = Numbers.guard(x.length + 2 * OFFSET);
        System.arraycopy(x, 0, y, OFFSET, x.length);
        return y;
    }

    /// Room for `count` results behind [#OFFSET] guarded floats, and guarded behind.
    static float[] room(int count) {
        return Numbers.guard(count + 2 * OFFSET);
    }

    /// Asserts the results in such a room, and that nothing else was written.
    static void assertRoom(String what, float[] room, double[] expected, double tolerance) {
        Numbers.assertGuarded(what, room, OFFSET, expected.length);
        Numbers.assertClose(what, room, OFFSET, expected, tolerance);
    }
}
