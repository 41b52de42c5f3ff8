package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies many short runs, each with a few vector loads and stores.
///
/// What is left of a run behind whole vectors goes through shorter vectors: a store under a mask takes some processors
/// ten times as long as a store (Zen 4).
final class VectorRuns {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
    private static final int LANES = SPECIES.length();

    private VectorRuns() {}

    /// `rows` runs of `columns` floats, `sourceStep` apart in `x` and `targetStep` apart in `y`.
    static void copy(
            float[] x, int source, int sourceStep, int rows, int columns, float[] y, int target, int targetStep) {
        int column = 0;
        for (; column + LANES <= columns; column += LANES) {
            whole(x, source + column, sourceStep, rows, y, target + column, targetStep);
        }
        for (; column + 8 <= columns; column += 8) {
            eights(x, source + column, sourceStep, rows, y, target + column, targetStep);
        }
        for (; column + 4 <= columns; column += 4) {
            fours(x, source + column, sourceStep, rows, y, target + column, targetStep);
        }
        for (; column < columns; column++) {
            BlockCopy.line(x, source + column, sourceStep, rows, y, target + column, targetStep);
        }
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

    private static void eights(
            float[] x, int source, int sourceStep, int rows, float[] y, int target, int targetStep) {
        int from = source;
        int to = target;
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(EIGHT, x, from).intoArray(y, to);
            from += sourceStep;
            to += targetStep;
        }
    }

    private static void fours(
            float[] x, int source, int sourceStep, int rows, float[] y, int target, int targetStep) {
        int from = source;
        int to = target;
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(FOUR, x, from).intoArray(y, to);
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
