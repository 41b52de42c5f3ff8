package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.op.GroupNorm;
import dev.bnc.compiler.graph.op.GroupNormInputGradient;
import dev.bnc.compiler.graph.op.GroupNormScaleGradient;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Group normalization (Wu, He 2018); layer and instance norm are its extremes.
///
/// The elements of one group of one example lie side by side in row-major order, so group `i / size` holds element
/// `i`.
final class GroupNormSemantics {
    private GroupNormSemantics() {}

    static Tensor groupNorm(GroupNorm o, List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor normalized = normalize(o.groups(), o.eps(), x);
        return Tensor.generate(x.shape(), i -> {
            int c = x.channelOf(i);
            double gamma = o.scale() ? operands.get(1).at(c) : 1;
            double beta = o.shift() ? operands.get(o.scale() ? 2 : 1).at(c) : 0;
            return gamma * normalized.at(i) + beta;
        });
    }

    /// `(g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + eps)` with `g = gamma * dy` and means over the
    /// group.
    static Tensor inputGradient(GroupNormInputGradient o, List<Tensor> operands) {
        Tensor dy = operands.getFirst();
        Tensor x = operands.get(1);
        Tensor normalized = normalize(o.groups(), o.eps(), x);
        Tensor g = o.scale() ? PointwiseSemantics.channelwise(dy, operands.get(2), (a, b) -> a * b) : dy;
        double[] mean = groupMeans(o.groups(), x, g::at);
        double[] projection = groupMeans(o.groups(), x, i -> g.at(i) * normalized.at(i));
        double[] deviation = deviations(o.groups(), o.eps(), x);
        return Tensor.generate(x.shape(), i -> {
            int group = i / groupSize(o.groups(), x);
            return (g.at(i) - mean[group] - normalized.at(i) * projection[group]) / deviation[group];
        });
    }

    static Tensor scaleGradient(GroupNormScaleGradient o, Tensor dy, Tensor x) {
        Tensor normalized = normalize(o.groups(), o.eps(), x);
        return ShapeSemantics.channelSum(x.shape(), i -> dy.at(i) * normalized.at(i));
    }

    private static Tensor normalize(int groups, double eps, Tensor x) {
        double[] mean = groupMeans(groups, x, x::at);
        double[] deviation = deviations(groups, eps, x);
        int size = groupSize(groups, x);
        return Tensor.generate(x.shape(), i -> (x.at(i) - mean[i / size]) / deviation[i / size]);
    }

    /// `sqrt(variance + eps)` of each group.
    private static double[] deviations(int groups, double eps, Tensor x) {
        double[] mean = groupMeans(groups, x, x::at);
        int size = groupSize(groups, x);
        double[] deviations = groupMeans(groups, x, i -> (x.at(i) - mean[i / size]) * (x.at(i) - mean[i / size]));
        for (int group = 0; group < deviations.length; group++) {
            deviations[group] = Math.sqrt(deviations[group] + eps);
        }
        return deviations;
    }

    private static double[] groupMeans(int groups, Tensor x, IntToDoubleFunction element) {
        int size = groupSize(groups, x);
        double[] means = new double[x.batch() * groups];
        for (int i = 0; i < x.length(); i++) {
            means[i / size] += element.applyAsDouble(i) / size;
        }
        return means;
    }

    private static int groupSize(int groups, Tensor x) {
        return x.channels() / groups * x.positions();
    }
}
