package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops of [DepthwiseConvolution] on a vector of channels at a time: sums of four places side by side in registers,
/// written out, since HotSpot keeps no sums in registers over loops of three rounds.
///
/// Rows of the kernel see `x0`, `x1`, `x2` from the first cell under the first place on, at `o0`, `o1`, `o2`; tap `t` of
/// the filter is at `at + t * tap`, places of the result are `next` floats apart. The channels must be a multiple of
/// [#LANES].
final class VectorDepthwise {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    static final int LANES = SPECIES.length();

    private VectorDepthwise() {}

    /// Four places, one cell from one to the next: each cell is read once a row.
    static void four(
            float[] x0, int o0, float[] x1, int o1, float[] x2, int o2, int cell,
            float[] w, int wo, int panel, float[] y, int yo, int next, int channels) {
        for (int c = 0; c < channels; c += LANES) {
            int at = Depthwise.weight(wo, panel, c);
            FloatVector w00 = FloatVector.fromArray(SPECIES, w, at);
            FloatVector w01 = FloatVector.fromArray(SPECIES, w, at + panel);
            FloatVector w02 = FloatVector.fromArray(SPECIES, w, at + 2 * panel);
            FloatVector x00 = FloatVector.fromArray(SPECIES, x0, o0 + c);
            FloatVector x01 = FloatVector.fromArray(SPECIES, x0, o0 + cell + c);
            FloatVector x02 = FloatVector.fromArray(SPECIES, x0, o0 + 2 * cell + c);
            FloatVector x03 = FloatVector.fromArray(SPECIES, x0, o0 + 3 * cell + c);
            FloatVector x04 = FloatVector.fromArray(SPECIES, x0, o0 + 4 * cell + c);
            FloatVector x05 = FloatVector.fromArray(SPECIES, x0, o0 + 5 * cell + c);
            FloatVector s00 = x02.fma(w02, x01.fma(w01, x00.mul(w00)));
            FloatVector s01 = x03.fma(w02, x02.fma(w01, x01.mul(w00)));
            FloatVector s02 = x04.fma(w02, x03.fma(w01, x02.mul(w00)));
            FloatVector s03 = x05.fma(w02, x04.fma(w01, x03.mul(w00)));
            FloatVector w10 = FloatVector.fromArray(SPECIES, w, at + 3 * panel);
            FloatVector w11 = FloatVector.fromArray(SPECIES, w, at + 4 * panel);
            FloatVector w12 = FloatVector.fromArray(SPECIES, w, at + 5 * panel);
            FloatVector x10 = FloatVector.fromArray(SPECIES, x1, o1 + c);
            FloatVector x11 = FloatVector.fromArray(SPECIES, x1, o1 + cell + c);
            FloatVector x12 = FloatVector.fromArray(SPECIES, x1, o1 + 2 * cell + c);
            FloatVector x13 = FloatVector.fromArray(SPECIES, x1, o1 + 3 * cell + c);
            FloatVector x14 = FloatVector.fromArray(SPECIES, x1, o1 + 4 * cell + c);
            FloatVector x15 = FloatVector.fromArray(SPECIES, x1, o1 + 5 * cell + c);
            FloatVector s10 = x12.fma(w12, x11.fma(w11, x10.fma(w10, s00)));
            FloatVector s11 = x13.fma(w12, x12.fma(w11, x11.fma(w10, s01)));
            FloatVector s12 = x14.fma(w12, x13.fma(w11, x12.fma(w10, s02)));
            FloatVector s13 = x15.fma(w12, x14.fma(w11, x13.fma(w10, s03)));
            FloatVector w20 = FloatVector.fromArray(SPECIES, w, at + 6 * panel);
            FloatVector w21 = FloatVector.fromArray(SPECIES, w, at + 7 * panel);
            FloatVector w22 = FloatVector.fromArray(SPECIES, w, at + 8 * panel);
            FloatVector x20 = FloatVector.fromArray(SPECIES, x2, o2 + c);
            FloatVector x21 = FloatVector.fromArray(SPECIES, x2, o2 + cell + c);
            FloatVector x22 = FloatVector.fromArray(SPECIES, x2, o2 + 2 * cell + c);
            FloatVector x23 = FloatVector.fromArray(SPECIES, x2, o2 + 3 * cell + c);
            FloatVector x24 = FloatVector.fromArray(SPECIES, x2, o2 + 4 * cell + c);
            FloatVector x25 = FloatVector.fromArray(SPECIES, x2, o2 + 5 * cell + c);
            FloatVector s20 = x22.fma(w22, x21.fma(w21, x20.fma(w20, s10)));
            FloatVector s21 = x23.fma(w22, x22.fma(w21, x21.fma(w20, s11)));
            FloatVector s22 = x24.fma(w22, x23.fma(w21, x22.fma(w20, s12)));
            FloatVector s23 = x25.fma(w22, x24.fma(w21, x23.fma(w20, s13)));
            s20.intoArray(y, yo + c);
            s21.intoArray(y, yo + next + c);
            s22.intoArray(y, yo + 2 * next + c);
            s23.intoArray(y, yo + 3 * next + c);
        }
    }

    /// Four places whose first cells are `apart` floats apart.
    static void fourApart(
            float[] x0, int o0, float[] x1, int o1, float[] x2, int o2, int cell, int apart,
            float[] w, int wo, int panel, float[] y, int yo, int next, int channels) {
        for (int c = 0; c < channels; c += LANES) {
            int at = Depthwise.weight(wo, panel, c);
            FloatVector w00 = FloatVector.fromArray(SPECIES, w, at);
            FloatVector w01 = FloatVector.fromArray(SPECIES, w, at + panel);
            FloatVector w02 = FloatVector.fromArray(SPECIES, w, at + 2 * panel);
            FloatVector s00 = FloatVector.fromArray(SPECIES, x0, o0 + 2 * cell + c).fma(w02, FloatVector.fromArray(SPECIES, x0, o0 + cell + c).fma(w01, FloatVector.fromArray(SPECIES, x0, o0 + c).mul(w00)));
            FloatVector s01 = FloatVector.fromArray(SPECIES, x0, o0 + apart + 2 * cell + c).fma(w02, FloatVector.fromArray(SPECIES, x0, o0 + apart + cell + c).fma(w01, FloatVector.fromArray(SPECIES, x0, o0 + apart + c).mul(w00)));
            FloatVector s02 = FloatVector.fromArray(SPECIES, x0, o0 + 2 * apart + 2 * cell + c).fma(w02, FloatVector.fromArray(SPECIES, x0, o0 + 2 * apart + cell + c).fma(w01, FloatVector.fromArray(SPECIES, x0, o0 + 2 * apart + c).mul(w00)));
            FloatVector s03 = FloatVector.fromArray(SPECIES, x0, o0 + 3 * apart + 2 * cell + c).fma(w02, FloatVector.fromArray(SPECIES, x0, o0 + 3 * apart + cell + c).fma(w01, FloatVector.fromArray(SPECIES, x0, o0 + 3 * apart + c).mul(w00)));
            FloatVector w10 = FloatVector.fromArray(SPECIES, w, at + 3 * panel);
            FloatVector w11 = FloatVector.fromArray(SPECIES, w, at + 4 * panel);
            FloatVector w12 = FloatVector.fromArray(SPECIES, w, at + 5 * panel);
            FloatVector s10 = FloatVector.fromArray(SPECIES, x1, o1 + 2 * cell + c).fma(w12, FloatVector.fromArray(SPECIES, x1, o1 + cell + c).fma(w11, FloatVector.fromArray(SPECIES, x1, o1 + c).fma(w10, s00)));
            FloatVector s11 = FloatVector.fromArray(SPECIES, x1, o1 + apart + 2 * cell + c).fma(w12, FloatVector.fromArray(SPECIES, x1, o1 + apart + cell + c).fma(w11, FloatVector.fromArray(SPECIES, x1, o1 + apart + c).fma(w10, s01)));
            FloatVector s12 = FloatVector.fromArray(SPECIES, x1, o1 + 2 * apart + 2 * cell + c).fma(w12, FloatVector.fromArray(SPECIES, x1, o1 + 2 * apart + cell + c).fma(w11, FloatVector.fromArray(SPECIES, x1, o1 + 2 * apart + c).fma(w10, s02)));
            FloatVector s13 = FloatVector.fromArray(SPECIES, x1, o1 + 3 * apart + 2 * cell + c).fma(w12, FloatVector.fromArray(SPECIES, x1, o1 + 3 * apart + cell + c).fma(w11, FloatVector.fromArray(SPECIES, x1, o1 + 3 * apart + c).fma(w10, s03)));
            FloatVector w20 = FloatVector.fromArray(SPECIES, w, at + 6 * panel);
            FloatVector w21 = FloatVector.fromArray(SPECIES, w, at + 7 * panel);
            FloatVector w22 = FloatVector.fromArray(SPECIES, w, at + 8 * panel);
            FloatVector s20 = FloatVector.fromArray(SPECIES, x2, o2 + 2 * cell + c).fma(w22, FloatVector.fromArray(SPECIES, x2, o2 + cell + c).fma(w21, FloatVector.fromArray(SPECIES, x2, o2 + c).fma(w20, s10)));
            FloatVector s21 = FloatVector.fromArray(SPECIES, x2, o2 + apart + 2 * cell + c).fma(w22, FloatVector.fromArray(SPECIES, x2, o2 + apart + cell + c).fma(w21, FloatVector.fromArray(SPECIES, x2, o2 + apart + c).fma(w20, s11)));
            FloatVector s22 = FloatVector.fromArray(SPECIES, x2, o2 + 2 * apart + 2 * cell + c).fma(w22, FloatVector.fromArray(SPECIES, x2, o2 + 2 * apart + cell + c).fma(w21, FloatVector.fromArray(SPECIES, x2, o2 + 2 * apart + c).fma(w20, s12)));
            FloatVector s23 = FloatVector.fromArray(SPECIES, x2, o2 + 3 * apart + 2 * cell + c).fma(w22, FloatVector.fromArray(SPECIES, x2, o2 + 3 * apart + cell + c).fma(w21, FloatVector.fromArray(SPECIES, x2, o2 + 3 * apart + c).fma(w20, s13)));
            s20.intoArray(y, yo + c);
            s21.intoArray(y, yo + next + c);
            s22.intoArray(y, yo + 2 * next + c);
            s23.intoArray(y, yo + 3 * next + c);
        }
    }

    /// As [Depthwise#tap].
    static void tap(float[] x, int o, float[] w, int wo, int panel, float[] y, int yo, int channels) {
        for (int c = 0; c < channels; c += LANES) {
            int at = Depthwise.weight(wo, panel, c);
            FloatVector.fromArray(SPECIES, x, o + c).fma(FloatVector.fromArray(SPECIES, w, at), FloatVector.fromArray(SPECIES, y, yo + c)).intoArray(y, yo + c);
        }
    }
}
