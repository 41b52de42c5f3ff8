package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies many short runs, each with a few vector loads and stores.
///
/// The last vector of a run ends where the run does and overlaps the one before it: a store under a mask takes some
/// processors ten times as long as a store (Zen 4). Shorter vectors would serve shorter runs, but vectors of two widths in
/// one process keep HotSpot from knowing which of them a sum is that comes out of a loop.
final class VectorRuns {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorRuns() {}

    /// `rows` runs of `columns` floats, `sourceStep` apart in `x` and `targetStep` apart in `y`.
    static void copy(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int targetStep) {
        if (columns < LANES) {
            for (int column = 0; column < columns; column++) {
                BlockCopy.line(x, source + column, sourceStep, rows, y, target + column, targetStep);
            }
            return;
        }
        int last = columns - LANES;
        for (int column = 0; column < last; column += LANES) {
            whole(x, source + column, sourceStep, rows, y, target + column, targetStep);
        }
        whole(x, source + last, sourceStep, rows, y, target + last, targetStep);
    }

    private static void whole(
            float[] x, int source, int sourceStep, int rows, float[] y, int target, int targetStep) {
        int from = source;
        int to = target;
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(SPECIES, x, from).intoArray(y, to);
            from += sourceStep;
            to += targetStep;
        }
    }

    /// As [#copy], but whole vectors: floats behind the end of each run are read, and written behind its copy.
    static void spill(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int targetStep) {
        for (int column = 0; column < columns; column += LANES) {
            whole(x, source + column, sourceStep, rows, y, target + column, targetStep);
        }
    }
}
