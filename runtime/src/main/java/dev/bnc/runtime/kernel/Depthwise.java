package dev.bnc.runtime.kernel;

/// A line of [DepthwiseConvolution], channel by channel; [VectorDepthwise] does the same operations in the same order.
final class Depthwise {
    /// Taps of a filter of 3x3.
    static final int TAPS = 9;

    private Depthwise() {}

    /// Where the first tap of a channel's filter lies in panels that begin at `wo`: `[panels, taps, panel]`.
    static int weight(int wo, int panel, int channel) {
        return wo + (channel & -panel) * TAPS + (channel & (panel - 1));
    }

    /// Computes `channels` channels of a line. Lines of the kernel see `x` from the first cell of a line of the picture on,
    /// at `o0`, `o1`, `o2`. Taps are added up column by column,
    /// then comes the channel's shift, from `so` on; less than the line's floor becomes that.
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
        for (int c = 0; c < channels; c++) {
            int at = weight(wo, line.panel(), c);
            for (int place = 0; place < line.places(); place++) {
                float sum = 0;
                for (int b = 0; b < 3; b++) {
                    int column = line.column(place) + b * line.dilation();
                    if (line.seen(column)) {
                        int cell = column * line.cell() + c;
                        int tap = at + b * line.panel();
                        sum = Math.fma(x[o0 + cell], w[tap], sum);
                        sum = Math.fma(x[o1 + cell], w[tap + 3 * line.panel()], sum);
                        sum = Math.fma(x[o2 + cell], w[tap + 6 * line.panel()], sum);
                    }
                }
                sum += shift[so + c];
                y[yo + place * line.next() + c] = sum < line.floor() ? line.floor() : sum;
            }
        }
    }
}
