package dev.bnc.runtime.data;

/// How one axis of a picture is made anew in another size: each new point is a weighted mean of the old points near its
/// place, by a triangle as wide as two old points, or two new ones where those are wider. So nothing is left out when a
/// picture shrinks, and a size that stays changes nothing.
///
/// @param first of each new point, the first old one that counts
/// @param weights of each new point, the weights from there on; their sum is 1
record Resampling(int[] first, double[][] weights) {
    /// The middle `to` points of an axis of `from` points that is scaled by `scale`.
    static Resampling of(int from, int to, double scale) {
        double reach = Math.max(1, 1 / scale);
        double start = (from - to / scale) / 2;
        var first = new int[to];
        var weights = new double[to][];
        for (int i = 0; i < to; i++) {
            double centre = start + (i + 0.5) / scale;
            int low = Math.clamp((long) Math.floor(centre - 0.5 - reach) + 1, 0, from - 1);
            int high = Math.clamp((long) Math.ceil(centre - 0.5 + reach) - 1, low, from - 1);
            first[i] = low;
            weights[i] = triangle(low, high, centre, reach);
        }
        return new Resampling(first, weights);
    }

    private static double[] triangle(int low, int high, double centre, double reach) {
        var weights = new double[high - low + 1];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.max(0, 1 - Math.abs(low + k + 0.5 - centre) / reach);
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] = sum > 0 ? weights[k] / sum : 1.0 / weights.length;
        }
        return weights;
    }

    /// The new point `i` of a line of old points, which lie `stride` apart from `offset` on.
    double at(int i, double[] line, int offset, int stride) {
        double sum = 0;
        for (int k = 0; k < weights[i].length; k++) {
            sum += weights[i][k] * line[offset + (first[i] + k) * stride];
        }
        return sum;
    }
}
