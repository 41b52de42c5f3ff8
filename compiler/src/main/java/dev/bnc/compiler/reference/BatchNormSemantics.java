package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.op.BatchNormInputGradient;
import dev.bnc.compiler.graph.op.BatchNormScaleGradient;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Batch normalization (Ioffe, Szegedy 2015): the one definition all backends are held to.
final class BatchNormSemantics {
    private BatchNormSemantics() {}

    /// `gamma * (x - mean) / sqrt(variance + eps) + beta` of the operands `x, mean, variance, gamma if scale, beta
    /// if shift`.
    static Tensor normalize(double eps, boolean scale, boolean shift, List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor mean = operands.get(1);
        Tensor variance = operands.get(2);
        return Tensor.generate(x.shape(), i -> {
            int c = x.channelOf(i);
            double normalized = (x.at(i) - mean.at(c)) / Math.sqrt(variance.at(c) + eps);
            double gamma = scale ? operands.get(3).at(c) : 1;
            double beta = shift ? operands.get(scale ? 4 : 3).at(c) : 0;
            return gamma * normalized + beta;
        });
    }

    static Tensor mean(Tensor x) {
        return meanOf(x, x::at);
    }

    /// Biased: divided by the number of rows. The mean is subtracted first, so a large one does no harm.
    static Tensor variance(Tensor x, Tensor mean) {
        return meanOf(x, i -> square(x.at(i) - mean.at(x.channelOf(i))));
    }

    /// Sum over rows of `dy * xhat`.
    static Tensor scaleGradient(BatchNormScaleGradient o, List<Tensor> operands) {
        Tensor dy = operands.getFirst();
        Tensor x = operands.get(1);
        Tensor normalized = normalize(o.eps(), false, false, operands.subList(1, 4));
        return ShapeSemantics.channelSum(x.shape(), i -> dy.at(i) * normalized.at(i));
    }

    /// `gamma / sqrt(variance + eps) * (dy - dbeta / m - xhat * dgamma / m)`.
    static Tensor inputGradient(BatchNormInputGradient o, List<Tensor> operands) {
        Tensor dy = operands.getFirst();
        Tensor variance = operands.get(3);
        Tensor dbeta = operands.get(4);
        Tensor dgamma = operands.get(5);
        Tensor normalized = normalize(o.eps(), false, false, operands.subList(1, 4));
        double m = dy.rows();
        return Tensor.generate(dy.shape(), i -> {
            int c = dy.channelOf(i);
            double gamma = o.scale() ? operands.get(6).at(c) : 1;
            double centred = dy.at(i) - dbeta.at(c) / m - normalized.at(i) * dgamma.at(c) / m;
            return gamma / Math.sqrt(variance.at(c) + o.eps()) * centred;
        });
    }

    private static Tensor meanOf(Tensor x, IntToDoubleFunction element) {
        return ShapeSemantics.channelSum(x.shape(), element).map(sum -> sum / x.rows());
    }

    private static double square(double x) {
        return x * x;
    }
}
