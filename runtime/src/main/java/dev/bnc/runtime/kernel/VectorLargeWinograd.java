package dev.bnc.runtime.kernel;

import static dev.bnc.runtime.kernel.LargeWinograd.INPUTS;
import static dev.bnc.runtime.kernel.LargeWinograd.OUTPUTS;
import static dev.bnc.runtime.kernel.LargeWinograd.SIDE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The transforms of [LargeWinograd] on a vector of channels at a time. The channels must be a multiple of
/// [VectorWinograd#LANES].
final class VectorLargeWinograd {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorLargeWinograd() {}

    /// As [LargeWinograd#filter] for all columns; those behind the last whole vector by plain loops.
    static void filter(float[] taps, int width, float[] y, int yo, int pointStep, float[] room) {
        int whole = SPECIES.loopBound(width);
        for (int c = 0; c < whole; c += LANES) {
            for (int j = 0; j < SIDE; j++) {
                filter(taps, j * width + c, SIDE * width, room, j * LANES, SIDE * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                filter(room, i * SIDE * LANES, LANES, y, yo + i * INPUTS * pointStep + c, pointStep);
            }
        }
        LargeWinograd.filter(taps, width, y, yo, pointStep, whole, room);
    }

    private static void filter(float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector g0 = FloatVector.fromArray(SPECIES, x, from);
        FloatVector g1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector g2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        FloatVector g3 = FloatVector.fromArray(SPECIES, x, from + 3 * step);
        FloatVector g4 = FloatVector.fromArray(SPECIES, x, from + 4 * step);
        FloatVector evenHalf = g0.add(g2.add(g4.mul(0.25f)).mul(0.25f)).mul(LargeWinograd.FILTER_HALF);
        FloatVector oddHalf = g1.add(g3.mul(0.25f)).mul(0.5f * LargeWinograd.FILTER_HALF);
        FloatVector evenOne = g0.add(g2).add(g4).mul(LargeWinograd.FILTER_ONE);
        FloatVector oddOne = g1.add(g3).mul(LargeWinograd.FILTER_ONE);
        FloatVector evenTwo = g0.add(g2.add(g4.mul(4)).mul(4)).mul(LargeWinograd.FILTER_TWO);
        FloatVector oddTwo = g1.add(g3.mul(4)).mul(2 * LargeWinograd.FILTER_TWO);
        g0.intoArray(y, to);
        evenHalf.add(oddHalf).intoArray(y, to + resultStep);
        evenHalf.sub(oddHalf).intoArray(y, to + 2 * resultStep);
        evenOne.add(oddOne).intoArray(y, to + 3 * resultStep);
        evenOne.sub(oddOne).intoArray(y, to + 4 * resultStep);
        evenTwo.add(oddTwo).intoArray(y, to + 5 * resultStep);
        evenTwo.sub(oddTwo).intoArray(y, to + 6 * resultStep);
        g4.intoArray(y, to + 7 * resultStep);
    }

    static void input(
            float[] x,
            int xo,
            int lineStep,
            int cellStep,
            float[] y,
            int yo,
            int pointStep,
            int channels,
            float[] room) {
        for (int c = 0; c < channels; c += LANES) {
            for (int j = 0; j < INPUTS; j++) {
                input(x, xo + j * cellStep + c, lineStep, room, j * LANES, INPUTS * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                input(room, i * INPUTS * LANES, LANES, y, yo + i * INPUTS * pointStep + c, pointStep);
            }
        }
    }

    private static void input(float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector d1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector d2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        FloatVector d3 = FloatVector.fromArray(SPECIES, x, from + 3 * step);
        FloatVector d4 = FloatVector.fromArray(SPECIES, x, from + 4 * step);
        FloatVector d5 = FloatVector.fromArray(SPECIES, x, from + 5 * step);
        FloatVector d6 = FloatVector.fromArray(SPECIES, x, from + 6 * step);
        FloatVector evenHalf = d6.add(d2.mul(4).sub(d4.mul(LargeWinograd.WITHOUT_HALF)));
        FloatVector oddHalf =
                d5.add(d1.mul(4).sub(d3.mul(LargeWinograd.WITHOUT_HALF))).mul(0.5f);
        FloatVector evenOne = d6.add(d2.sub(d4.mul(LargeWinograd.WITHOUT_ONE)));
        FloatVector oddOne = d5.add(d1.sub(d3.mul(LargeWinograd.WITHOUT_ONE)));
        FloatVector evenTwo = d6.add(d2.mul(0.25f).sub(d4.mul(LargeWinograd.WITHOUT_TWO)));
        FloatVector oddTwo =
                d5.add(d1.mul(0.25f).sub(d3.mul(LargeWinograd.WITHOUT_TWO))).mul(2);
        FloatVector.fromArray(SPECIES, x, from)
                .sub(d6)
                .add(d4.sub(d2).mul(LargeWinograd.ALL))
                .intoArray(y, to);
        evenHalf.add(oddHalf).intoArray(y, to + resultStep);
        evenHalf.sub(oddHalf).intoArray(y, to + 2 * resultStep);
        evenOne.add(oddOne).intoArray(y, to + 3 * resultStep);
        evenOne.sub(oddOne).intoArray(y, to + 4 * resultStep);
        evenTwo.add(oddTwo).intoArray(y, to + 5 * resultStep);
        evenTwo.sub(oddTwo).intoArray(y, to + 6 * resultStep);
        FloatVector.fromArray(SPECIES, x, from + 7 * step)
                .sub(d1)
                .add(d3.sub(d5).mul(LargeWinograd.ALL))
                .intoArray(y, to + 7 * resultStep);
    }

    static void output(
            float[] x,
            int xo,
            int pointStep,
            float[] y,
            int yo,
            int lineStep,
            int cellStep,
            int channels,
            float[] room) {
        for (int c = 0; c < channels; c += LANES) {
            for (int j = 0; j < INPUTS; j++) {
                output(x, xo + j * pointStep + c, INPUTS * pointStep, room, j * LANES, INPUTS * LANES);
            }
            for (int i = 0; i < OUTPUTS; i++) {
                output(room, i * INPUTS * LANES, LANES, y, yo + i * lineStep + c, cellStep);
            }
        }
    }

    private static void output(float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector m1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector m2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        FloatVector m3 = FloatVector.fromArray(SPECIES, x, from + 3 * step);
        FloatVector m4 = FloatVector.fromArray(SPECIES, x, from + 4 * step);
        FloatVector m5 = FloatVector.fromArray(SPECIES, x, from + 5 * step);
        FloatVector m6 = FloatVector.fromArray(SPECIES, x, from + 6 * step);
        FloatVector sumHalf = m1.add(m2);
        FloatVector differenceHalf = m1.sub(m2);
        FloatVector sumOne = m3.add(m4);
        FloatVector differenceOne = m3.sub(m4);
        FloatVector sumTwo = m5.add(m6);
        FloatVector differenceTwo = m5.sub(m6);
        FloatVector.fromArray(SPECIES, x, from)
                .add(sumHalf)
                .add(sumOne.add(sumTwo))
                .intoArray(y, to);
        differenceHalf.mul(0.5f).add(differenceOne.add(differenceTwo.mul(2))).intoArray(y, to + resultStep);
        sumHalf.mul(0.25f).add(sumOne.add(sumTwo.mul(4))).intoArray(y, to + 2 * resultStep);
        differenceHalf
                .mul(0.125f)
                .add(differenceOne.add(differenceTwo.mul(8)))
                .add(FloatVector.fromArray(SPECIES, x, from + 7 * step))
                .intoArray(y, to + 3 * resultStep);
    }
}
