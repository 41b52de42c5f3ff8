package dev.bnc.runtime.kernel;

import static dev.bnc.runtime.kernel.Winograd.INPUTS;
import static dev.bnc.runtime.kernel.Winograd.OUTPUTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The transforms of [Winograd] on a vector of channels at a time. The channels must be a multiple of [#LANES].
final class VectorWinograd {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    static final int LANES = SPECIES.length();

    private VectorWinograd() {}

    /// As [Winograd#filter] for all columns; those behind the last whole vector by plain loops.
    static void filter(int side, float[] taps, int width, float[] y, int yo, int pointStep, float[] room) {
        int whole = SPECIES.loopBound(width);
        for (int c = 0; c < whole; c += LANES) {
            for (int j = 0; j < side; j++) {
                filter(side, taps, j * width + c, side * width, room, j * LANES, side * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                filter(side, room, i * side * LANES, LANES, y, yo + i * INPUTS * pointStep + c, pointStep);
            }
        }
        Winograd.filter(side, taps, width, y, yo, pointStep, whole, room);
    }

    private static void filter(int side, float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector g0 = FloatVector.fromArray(SPECIES, x, from);
        FloatVector g1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector g2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        // Kernels of 3x3 have no further taps: read again, counted as 0.
        int third = side == 3 ? from : from + 3 * step;
        int fourth = side == 3 ? from : from + 4 * step;
        float there = side == 3 ? 0 : 1;
        FloatVector g3 = FloatVector.fromArray(SPECIES, x, third).mul(there);
        FloatVector g4 = FloatVector.fromArray(SPECIES, x, fourth).mul(there);
        FloatVector evenA = g0.add(g2.add(g4.mul(Winograd.A2)).mul(Winograd.A2)).mul(Winograd.FILTER_A);
        FloatVector oddA = g1.add(g3.mul(Winograd.A2)).mul(Winograd.A * Winograd.FILTER_A);
        FloatVector evenB = g0.add(g2.add(g4.mul(Winograd.B2)).mul(Winograd.B2)).mul(Winograd.FILTER_B);
        FloatVector oddB = g1.add(g3.mul(Winograd.B2)).mul(Winograd.B * Winograd.FILTER_B);
        g0.mul(Winograd.FILTER_0).intoArray(y, to);
        evenA.add(oddA).intoArray(y, to + resultStep);
        evenA.sub(oddA).intoArray(y, to + 2 * resultStep);
        evenB.add(oddB).intoArray(y, to + 3 * resultStep);
        evenB.sub(oddB).intoArray(y, to + 4 * resultStep);
        FloatVector.fromArray(SPECIES, x, from + (side - 1) * step).intoArray(y, to + 5 * resultStep);
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
        FloatVector d0 = FloatVector.fromArray(SPECIES, x, from);
        FloatVector d1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector d2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        FloatVector d3 = FloatVector.fromArray(SPECIES, x, from + 3 * step);
        FloatVector d4 = FloatVector.fromArray(SPECIES, x, from + 4 * step);
        FloatVector d5 = FloatVector.fromArray(SPECIES, x, from + 5 * step);
        FloatVector evenA = d4.sub(d2.mul(Winograd.B2));
        FloatVector oddA = d3.sub(d1.mul(Winograd.B2)).mul(Winograd.A);
        FloatVector evenB = d4.sub(d2.mul(Winograd.A2));
        FloatVector oddB = d3.sub(d1.mul(Winograd.A2)).mul(Winograd.B);
        d0.mul(Winograd.PRODUCT).sub(d2.mul(Winograd.SUM)).add(d4).intoArray(y, to);
        evenA.add(oddA).intoArray(y, to + resultStep);
        evenA.sub(oddA).intoArray(y, to + 2 * resultStep);
        evenB.add(oddB).intoArray(y, to + 3 * resultStep);
        evenB.sub(oddB).intoArray(y, to + 4 * resultStep);
        d1.mul(Winograd.PRODUCT).sub(d3.mul(Winograd.SUM)).add(d5).intoArray(y, to + 5 * resultStep);
    }

    static void output(
            int outputs,
            float[] x,
            int xo,
            int pointStep,
            float[] y,
            int yo,
            int lineStep,
            int cellStep,
            int channels,
            float[] room) {
        if (outputs == Winograd.FEW_OUTPUTS) {
            fewOutputs(x, xo, pointStep, y, yo, lineStep, cellStep, channels, room);
            return;
        }
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
        FloatVector sumA = m1.add(m2);
        FloatVector differenceA = m1.sub(m2);
        FloatVector sumB = m3.add(m4);
        FloatVector differenceB = m3.sub(m4);
        FloatVector.fromArray(SPECIES, x, from).add(sumA).add(sumB).intoArray(y, to);
        differenceA.mul(Winograd.A).add(differenceB.mul(Winograd.B)).intoArray(y, to + resultStep);
        sumA.mul(Winograd.A2).add(sumB.mul(Winograd.B2)).intoArray(y, to + 2 * resultStep);
        differenceA
                .mul(Winograd.A3)
                .add(differenceB.mul(Winograd.B3))
                .add(FloatVector.fromArray(SPECIES, x, from + 5 * step))
                .intoArray(y, to + 3 * resultStep);
    }

    private static void fewOutputs(
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
                fewOutputs(x, xo + j * pointStep + c, INPUTS * pointStep, room, j * LANES, INPUTS * LANES);
            }
            for (int i = 0; i < Winograd.FEW_OUTPUTS; i++) {
                fewOutputs(room, i * INPUTS * LANES, LANES, y, yo + i * lineStep + c, cellStep);
            }
        }
    }

    private static void fewOutputs(float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector m1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector m2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        FloatVector m3 = FloatVector.fromArray(SPECIES, x, from + 3 * step);
        FloatVector m4 = FloatVector.fromArray(SPECIES, x, from + 4 * step);
        FloatVector m0 = FloatVector.fromArray(SPECIES, x, from);
        m0.add(m1.add(m2)).add(m3.add(m4)).intoArray(y, to);
        m1.sub(m2)
                .mul(Winograd.A)
                .add(m3.sub(m4).mul(Winograd.B))
                .add(FloatVector.fromArray(SPECIES, x, from + 5 * step))
                .intoArray(y, to + resultStep);
    }

    static void gradient(
            int outputs,
            Winograd.Scale scale,
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
            for (int j = 0; j < outputs; j++) {
                gradient(outputs, scale, x, xo + j * cellStep + c, lineStep, room, j * LANES, outputs * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                int to = yo + i * INPUTS * pointStep + c;
                gradient(outputs, scale, room, i * outputs * LANES, LANES, y, to, pointStep);
            }
        }
    }

    private static void gradient(
            int outputs, Winograd.Scale scale, float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector d0 = FloatVector.fromArray(SPECIES, x, from);
        FloatVector d1 = FloatVector.fromArray(SPECIES, x, from + step);
        // Small tiles have no further places: read again, counted as 0.
        boolean few = outputs == Winograd.FEW_OUTPUTS;
        float there = few ? 0 : 1;
        FloatVector d2 =
                FloatVector.fromArray(SPECIES, x, few ? from : from + 2 * step).mul(there);
        FloatVector d3 =
                FloatVector.fromArray(SPECIES, x, few ? from : from + 3 * step).mul(there);
        FloatVector evenA = d0.add(d2.mul(Winograd.A2)).mul(scale.a);
        FloatVector oddA = d1.add(d3.mul(Winograd.A2)).mul(Winograd.A * scale.a);
        FloatVector evenB = d0.add(d2.mul(Winograd.B2)).mul(scale.b);
        FloatVector oddB = d1.add(d3.mul(Winograd.B2)).mul(Winograd.B * scale.b);
        d0.mul(scale.zero).intoArray(y, to);
        evenA.add(oddA).intoArray(y, to + resultStep);
        evenA.sub(oddA).intoArray(y, to + 2 * resultStep);
        evenB.add(oddB).intoArray(y, to + 3 * resultStep);
        evenB.sub(oddB).intoArray(y, to + 4 * resultStep);
        FloatVector.fromArray(SPECIES, x, from + (outputs - 1) * step).intoArray(y, to + 5 * resultStep);
    }

    /// As [Winograd#taps] for all columns; those behind the last whole vector by plain loops.
    static void taps(int side, float[] x, int xo, int pointStep, float[] y, int width, float[] room) {
        int whole = SPECIES.loopBound(width);
        for (int c = 0; c < whole; c += LANES) {
            for (int j = 0; j < INPUTS; j++) {
                taps(side, x, xo + j * pointStep + c, INPUTS * pointStep, room, j * LANES, INPUTS * LANES);
            }
            for (int i = 0; i < side; i++) {
                taps(side, room, i * INPUTS * LANES, LANES, y, side * i * width + c, width);
            }
        }
        Winograd.taps(side, x, xo, pointStep, y, width, whole, room);
    }

    private static void taps(int side, float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector m1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector m2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        FloatVector m3 = FloatVector.fromArray(SPECIES, x, from + 3 * step);
        FloatVector m4 = FloatVector.fromArray(SPECIES, x, from + 4 * step);
        FloatVector m5 = FloatVector.fromArray(SPECIES, x, from + 5 * step);
        FloatVector sumA = m1.add(m2);
        FloatVector differenceA = m1.sub(m2);
        FloatVector sumB = m3.add(m4);
        FloatVector differenceB = m3.sub(m4);
        FloatVector.fromArray(SPECIES, x, from).add(sumA).add(sumB).intoArray(y, to);
        differenceA.mul(Winograd.A).add(differenceB.mul(Winograd.B)).intoArray(y, to + resultStep);
        FloatVector even = sumA.mul(Winograd.A2).add(sumB.mul(Winograd.B2));
        if (side == 3) {
            even.add(m5).intoArray(y, to + 2 * resultStep);
            return;
        }
        even.intoArray(y, to + 2 * resultStep);
        differenceA.mul(Winograd.A3).add(differenceB.mul(Winograd.B3)).intoArray(y, to + 3 * resultStep);
        sumA.mul(Winograd.A4).add(sumB.mul(Winograd.B4)).add(m5).intoArray(y, to + 4 * resultStep);
    }

    static void back(float[] x, int xo, int pointStep, float[] y, int yo, int channels, float[] room) {
        for (int c = 0; c < channels; c += LANES) {
            for (int j = 0; j < INPUTS; j++) {
                back(x, xo + j * pointStep + c, INPUTS * pointStep, room, j * LANES, INPUTS * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                back(room, i * INPUTS * LANES, LANES, y, yo + i * INPUTS * channels + c, channels);
            }
        }
    }

    private static void back(float[] x, int from, int step, float[] y, int to, int resultStep) {
        FloatVector m0 = FloatVector.fromArray(SPECIES, x, from);
        FloatVector m1 = FloatVector.fromArray(SPECIES, x, from + step);
        FloatVector m2 = FloatVector.fromArray(SPECIES, x, from + 2 * step);
        FloatVector m3 = FloatVector.fromArray(SPECIES, x, from + 3 * step);
        FloatVector m4 = FloatVector.fromArray(SPECIES, x, from + 4 * step);
        FloatVector m5 = FloatVector.fromArray(SPECIES, x, from + 5 * step);
        FloatVector sumA = m1.add(m2);
        FloatVector differenceA = m1.sub(m2).mul(Winograd.A);
        FloatVector sumB = m3.add(m4);
        FloatVector differenceB = m3.sub(m4).mul(Winograd.B);
        m0.mul(Winograd.PRODUCT).intoArray(y, to);
        m5.mul(Winograd.PRODUCT)
                .sub(differenceA.mul(Winograd.B2))
                .sub(differenceB.mul(Winograd.A2))
                .intoArray(y, to + resultStep);
        m0.mul(-Winograd.SUM)
                .sub(sumA.mul(Winograd.B2))
                .sub(sumB.mul(Winograd.A2))
                .intoArray(y, to + 2 * resultStep);
        differenceA.add(differenceB).sub(m5.mul(Winograd.SUM)).intoArray(y, to + 3 * resultStep);
        m0.add(sumA).add(sumB).intoArray(y, to + 4 * resultStep);
        m5.intoArray(y, to + 5 * resultStep);
    }
}
