package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Copies many short runs, each with a few vector loads and stores.
final class VectorRuns {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorRuns() {}

    /// `rows` runs of `columns` floats, `sourceStep` apart in `x` and `targetStep` apart in `y`.
    static void copy(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int targetStep) {
        for (int column = 0; column < columns; column += LANES) {
            int left = Math.min(LANES, columns - column);
            copyNarrow(x, source + column, sourceStep, rows, left, y, target + column, targetStep);
        }
    }

    private static void copyNarrow(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int targetStep) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, columns);
        int from = source;
        int to = target;
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(SPECIES, x, from, mask).intoArray(y, to, mask);
            from += sourceStep;
            to += targetStep;
        }
    }

    /// As [#copy], but whole vectors: floats behind the end of each run are read, and written behind its copy.
    static void spill(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int targetStep) {
        for (int column = 0; column < columns; column += LANES) {
            int from = source + column;
            int to = target + column;
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(SPECIES, x, from).intoArray(y, to);
                from += sourceStep;
                to += targetStep;
            }
        }
    }
}
