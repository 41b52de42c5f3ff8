package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Quantiles of the rows of each channel.
final class QuantileSemantics {
    private QuantileSemantics() {}

    static Tensor quantile(double quantile, Tensor x) {
        double place = quantile * (x.rows() - 1);
        int lower = (int) Math.floor(place);
        double share = place - lower;
        double[] found = new double[x.channels()];
        for (int c = 0; c < found.length; c++) {
            double[] sorted = sorted(x, c);
            boolean number = !Double.isNaN(sorted[sorted.length - 1]);
            double between = share == 0 ? 0 : share * (sorted[lower + 1] - sorted[lower]);
            found[c] = number ? sorted[lower] + between : Double.NaN;
        }
        return Tensor.of(Shape.of(x.channels()), found);
    }

    /// To the first of the values that are equal to the lower one, and to the upper one. Where a value is no
    /// number, nothing gets a gradient.
    static Tensor gradient(double quantile, Tensor dy, Tensor x) {
        double place = quantile * (x.rows() - 1);
        int lower = (int) Math.floor(place);
        double share = place - lower;
        double[] dx = new double[x.length()];
        for (int c = 0; c < x.channels(); c++) {
            double[] sorted = sorted(x, c);
            if (!Double.isNaN(sorted[sorted.length - 1])) {
                dx[first(x, c, sorted[lower])] += (1 - share) * dy.at(c);
                if (share > 0) {
                    dx[first(x, c, sorted[lower + 1])] += share * dy.at(c);
                }
            }
        }
        return Tensor.of(x.shape(), dx);
    }

    private static double[] sorted(Tensor x, int channel) {
        double[] values = rows(x, channel).mapToDouble(x::at).toArray();
        Arrays.sort(values);
        return values;
    }

    private static int first(Tensor x, int channel, double value) {
        return rows(x, channel).filter(i -> x.at(i) == value).findFirst().orElseThrow();
    }

    private static IntStream rows(Tensor x, int channel) {
        return IntStream.range(0, x.length()).filter(i -> x.channelOf(i) == channel);
    }
}
