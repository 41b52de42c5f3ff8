package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// As [Depthwise], a vector of channels at a time, whose filters stay in registers while the line passes. The number of
/// channels must be a multiple of [#LANES].
final class VectorDepthwise {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    static final int LANES = SPECIES.length();

    private VectorDepthwise() {}

    /// As [Depthwise#line].
    static void line(
            DepthwiseLine line,
            float[] x,
            int o0,
            int o1,
            int o2,
            float[] w,
            int wo,
            float[] shift,
            int so,
            float[] y,
            int yo,
            int channels) {
        int first = line.first();
        int end = line.end();
        boolean side = line.sideBySide();
        for (int c = 0; c < channels; c += LANES) {
            int at = Depthwise.weight(wo, line.panel(), c);
            if (side) {
                sideBySide(line, x, o0 + c, o1 + c, o2 + c, w, at, shift, so + c, y, yo + c, end);
                continue;
            }
            for (int place = 0; place < first; place++) {
                edge(line, x, o0 + c, o1 + c, o2 + c, w, at, shift, so + c, y, yo + c, place);
            }
            apart(line, x, o0 + c, o1 + c, o2 + c, w, at, shift, so + c, y, yo + c, first, end);
            for (int place = end; place < line.places(); place++) {
                edge(line, x, o0 + c, o1 + c, o2 + c, w, at, shift, so + c, y, yo + c, place);
            }
        }
    }

    /// Places one cell apart ([DepthwiseLine#sideBySide]): a column of cells is read once. No method may be called between the
    /// first load and the loop: HotSpot would keep all vectors in memory meanwhile, and read them again at each place.
    private static void sideBySide(
            DepthwiseLine line,
            float[] x,
            int o0,
            int o1,
            int o2,
            float[] w,
            int at,
            float[] shift,
            int so,
            float[] y,
            int yo,
            int end) {
        int panel = line.panel();
        int step = line.cell();
        int next = line.next();
        int places = line.places();
        int cell = line.column(0) * step;
        int target = yo;
        FloatVector w00 = load(w, at);
        FloatVector w01 = load(w, at + panel);
        FloatVector w02 = load(w, at + 2 * panel);
        FloatVector w10 = load(w, at + 3 * panel);
        FloatVector w11 = load(w, at + 4 * panel);
        FloatVector w12 = load(w, at + 5 * panel);
        FloatVector w20 = load(w, at + 6 * panel);
        FloatVector w21 = load(w, at + 7 * panel);
        FloatVector w22 = load(w, at + 8 * panel);
        FloatVector added = load(shift, so);
        FloatVector floor = FloatVector.broadcast(SPECIES, line.floor());
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        if (cell >= 0) {
            a0 = load(x, o0 + cell);
            a1 = load(x, o1 + cell);
            a2 = load(x, o2 + cell);
        }
        cell += step;
        FloatVector b0 = load(x, o0 + cell);
        FloatVector b1 = load(x, o1 + cell);
        FloatVector b2 = load(x, o2 + cell);
        for (int place = 0; place < end; place++) {
            cell += step;
            FloatVector c0 = load(x, o0 + cell);
            FloatVector c1 = load(x, o1 + cell);
            FloatVector c2 = load(x, o2 + cell);
            FloatVector sum = a2.fma(w20, a1.fma(w10, a0.mul(w00)));
            sum = b2.fma(w21, b1.fma(w11, b0.fma(w01, sum)));
            sum = c2.fma(w22, c1.fma(w12, c0.fma(w02, sum))).add(added);
            sum.blend(floor, sum.lt(floor)).intoArray(y, target);
            target += next;
            a0 = b0;
            a1 = b1;
            a2 = b2;
            b0 = c0;
            b1 = c1;
            b2 = c2;
        }
        if (end < places) {
            FloatVector sum = a2.fma(w20, a1.fma(w10, a0.mul(w00)));
            sum = b2.fma(w21, b1.fma(w11, b0.fma(w01, sum))).add(added);
            sum.blend(floor, sum.lt(floor)).intoArray(y, target);
        }
    }

    /// Two lines of a result below each other, of places one cell apart ([DepthwiseLine#sideBySide]): of the four lines of
    /// the picture that they see, two are read once for both. All of them lie in the picture.
    ///
    /// @param o the first channel of the first cell of the upper line
    /// @param down floats from one line of the picture to the next
    /// @param below floats from one line of the result to the next
    static void pair(
            DepthwiseLine line,
            float[] x,
            int o,
            int down,
            float[] w,
            int wo,
            float[] shift,
            int so,
            float[] y,
            int yo,
            int below,
            int channels) {
        int end = line.end();
        for (int c = 0; c < channels; c += LANES) {
            int at = Depthwise.weight(wo, line.panel(), c);
            belowEachOther(line, x, o + c, down, w, at, shift, so + c, y, yo + c, below, end);
        }
    }

    private static void belowEachOther(
            DepthwiseLine line,
            float[] x,
            int o,
            int down,
            float[] w,
            int at,
            float[] shift,
            int so,
            float[] y,
            int yo,
            int below,
            int end) {
        int panel = line.panel();
        int step = line.cell();
        int next = line.next();
        int places = line.places();
        int cell = o + line.column(0) * step;
        FloatVector w00 = load(w, at);
        FloatVector w01 = load(w, at + panel);
        FloatVector w02 = load(w, at + 2 * panel);
        FloatVector w10 = load(w, at + 3 * panel);
        FloatVector w11 = load(w, at + 4 * panel);
        FloatVector w12 = load(w, at + 5 * panel);
        FloatVector w20 = load(w, at + 6 * panel);
        FloatVector w21 = load(w, at + 7 * panel);
        FloatVector w22 = load(w, at + 8 * panel);
        FloatVector added = load(shift, so);
        FloatVector floor = FloatVector.broadcast(SPECIES, line.floor());
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        if (cell >= o) {
            a0 = load(x, cell);
            a1 = load(x, cell + down);
            a2 = load(x, cell + 2 * down);
            a3 = load(x, cell + 3 * down);
        }
        cell += step;
        FloatVector b0 = load(x, cell);
        FloatVector b1 = load(x, cell + down);
        FloatVector b2 = load(x, cell + 2 * down);
        FloatVector b3 = load(x, cell + 3 * down);
        for (int place = 0; place < end; place++) {
            cell += step;
            FloatVector c0 = load(x, cell);
            FloatVector c1 = load(x, cell + down);
            FloatVector c2 = load(x, cell + 2 * down);
            FloatVector c3 = load(x, cell + 3 * down);
            FloatVector sum = a2.fma(w20, a1.fma(w10, a0.mul(w00)));
            FloatVector lower = a3.fma(w20, a2.fma(w10, a1.mul(w00)));
            sum = b2.fma(w21, b1.fma(w11, b0.fma(w01, sum)));
            lower = b3.fma(w21, b2.fma(w11, b1.fma(w01, lower)));
            sum = c2.fma(w22, c1.fma(w12, c0.fma(w02, sum))).add(added);
            lower = c3.fma(w22, c2.fma(w12, c1.fma(w02, lower))).add(added);
            sum.blend(floor, sum.lt(floor)).intoArray(y, yo);
            lower.blend(floor, lower.lt(floor)).intoArray(y, yo + below);
            yo += next;
            a0 = b0;
            a1 = b1;
            a2 = b2;
            a3 = b3;
            b0 = c0;
            b1 = c1;
            b2 = c2;
            b3 = c3;
        }
        if (end < places) {
            FloatVector sum = a2.fma(w20, a1.fma(w10, a0.mul(w00)));
            FloatVector lower = a3.fma(w20, a2.fma(w10, a1.mul(w00)));
            sum = b2.fma(w21, b1.fma(w11, b0.fma(w01, sum))).add(added);
            lower = b3.fma(w21, b2.fma(w11, b1.fma(w01, lower))).add(added);
            sum.blend(floor, sum.lt(floor)).intoArray(y, yo);
            lower.blend(floor, lower.lt(floor)).intoArray(y, yo + below);
        }
    }

    /// Places any distance apart that do not stick out.
    private static void apart(
            DepthwiseLine line,
            float[] x,
            int o0,
            int o1,
            int o2,
            float[] w,
            int at,
            float[] shift,
            int so,
            float[] y,
            int yo,
            int from,
            int to) {
        int panel = line.panel();
        FloatVector w00 = load(w, at);
        FloatVector w01 = load(w, at + panel);
        FloatVector w02 = load(w, at + 2 * panel);
        FloatVector w10 = load(w, at + 3 * panel);
        FloatVector w11 = load(w, at + 4 * panel);
        FloatVector w12 = load(w, at + 5 * panel);
        FloatVector w20 = load(w, at + 6 * panel);
        FloatVector w21 = load(w, at + 7 * panel);
        FloatVector w22 = load(w, at + 8 * panel);
        FloatVector added = load(shift, so);
        FloatVector floor = FloatVector.broadcast(SPECIES, line.floor());
        int right = line.dilation() * line.cell();
        int target = yo + from * line.next();
        int cell = line.column(from) * line.cell();
        for (int place = from; place < to; place++) {
            FloatVector sum = load(x, o0 + cell).mul(w00);
            sum = load(x, o1 + cell).fma(w10, sum);
            sum = load(x, o2 + cell).fma(w20, sum);
            sum = load(x, o0 + cell + right).fma(w01, sum);
            sum = load(x, o1 + cell + right).fma(w11, sum);
            sum = load(x, o2 + cell + right).fma(w21, sum);
            sum = load(x, o0 + cell + 2 * right).fma(w02, sum);
            sum = load(x, o1 + cell + 2 * right).fma(w12, sum);
            sum = load(x, o2 + cell + 2 * right).fma(w22, sum).add(added);
            sum.blend(floor, sum.lt(floor)).intoArray(y, target);
            target += line.next();
            cell += line.stride() * line.cell();
        }
    }

    /// A place that sticks out.
    private static void edge(
            DepthwiseLine line,
            float[] x,
            int o0,
            int o1,
            int o2,
            float[] w,
            int at,
            float[] shift,
            int so,
            float[] y,
            int yo,
            int place) {
        int panel = line.panel();
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int b = 0; b < 3; b++) {
            int column = line.column(place) + b * line.dilation();
            if (line.seen(column)) {
                int cell = column * line.cell();
                int tap = at + b * panel;
                sum = load(x, o0 + cell).fma(load(w, tap), sum);
                sum = load(x, o1 + cell).fma(load(w, tap + 3 * panel), sum);
                sum = load(x, o2 + cell).fma(load(w, tap + 6 * panel), sum);
            }
        }
        sum = sum.add(load(shift, so));
        FloatVector floor = FloatVector.broadcast(SPECIES, line.floor());
        sum.blend(floor, sum.lt(floor)).intoArray(y, yo + place * line.next());
    }

    private static FloatVector load(float[] array, int index) {
        return FloatVector.fromArray(SPECIES, array, index);
    }
}
