package dev.bnc.runtime.kernel;

/// The loops of [DepthwiseConvolution], channel by channel; [VectorDepthwise] does the same operations in the same order.
final class Depthwise {
    /// Taps of a filter of 3x3.
    static final int TAPS = 9;

    private Depthwise() {}

    /// Where the first tap of a channel's filter lies in panels that begin at `wo`: `[panels, taps, panel]`.
    static int weight(int wo, int panel, int channel) {
        return wo + (channel & -panel) * TAPS + (channel & (panel - 1));
    }

    /// Adds to a place of the result, at `yo`, the cells at `o` times the tap at `wo` of the first channel's filter.
    static void tap(float[] x, int o, float[] w, int wo, int panel, float[] y, int yo, int channels) {
        for (int c = 0; c < channels; c++) {
            y[yo + c] = Math.fma(x[o + c], w[weight(wo, panel, c)], y[yo + c]);
        }
    }
}
