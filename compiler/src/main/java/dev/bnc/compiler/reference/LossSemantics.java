package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Shape;
import java.util.function.DoubleBinaryOperator;

/// Softmax over channels, and classification losses.
final class LossSemantics {
    private LossSemantics() {}

    static Tensor softmax(Tensor x) {
        return logSoftmax(x).map(Math::exp);
    }

    /// `x - max - log(sum(exp(x - max)))`: no exponential overflows.
    static Tensor logSoftmax(Tensor x) {
        Tensor max = overChannels(x, Double.NEGATIVE_INFINITY, Math::max);
        Tensor centred = Tensor.generate(x.shape(), i -> x.at(i) - max.at(i));
        Tensor sum = overChannels(centred.map(Math::exp), 0, Double::sum);
        return Tensor.generate(x.shape(), i -> centred.at(i) - Math.log(sum.at(i)));
    }

    static Tensor softmaxGradient(Tensor dy, Tensor y) {
        Tensor product = Tensor.generate(y.shape(), i -> dy.at(i) * y.at(i));
        Tensor sum = overChannels(product, 0, Double::sum);
        return Tensor.generate(y.shape(), i -> y.at(i) * (dy.at(i) - sum.at(i)));
    }

    static Tensor logSoftmaxGradient(Tensor dy, Tensor y) {
        Tensor sum = overChannels(dy, 0, Double::sum);
        return Tensor.generate(y.shape(), i -> dy.at(i) - Math.exp(y.at(i)) * sum.at(i));
    }

    static Tensor oneHot(int classes, Tensor label) {
        for (int n = 0; n < label.length(); n++) {
            requireLabel(label.at(n), classes);
        }
        return Tensor.generate(Shape.of(label.length(), classes), i -> label.at(i / classes) == i % classes ? 1 : 0);
    }

    static Tensor crossEntropy(Tensor logits, Tensor label) {
        Tensor logs = logSoftmax(logits);
        double loss = 0;
        for (int n = 0; n < logits.batch(); n++) {
            loss -= logs.at(n, requireLabel(label.at(n), logits.channels()), 0);
        }
        return Tensor.scalar(loss / logits.batch());
    }

    static Tensor crossEntropyGradient(Tensor dloss, Tensor logits, Tensor label) {
        Tensor probability = softmax(logits);
        Tensor expected = oneHot(logits.channels(), label);
        return Tensor.generate(
                logits.shape(), i -> dloss.value() / logits.batch() * (probability.at(i) - expected.at(i)));
    }

    private static int requireLabel(double label, int classes) {
        int index = (int) label;
        if (index != label || index < 0 || index >= classes) {
            throw new IllegalArgumentException("label " + label + " is not one of " + classes + " classes");
        }
        return index;
    }

    /// Folds the channels of each position; the result is repeated in all of them.
    private static Tensor overChannels(Tensor x, double start, DoubleBinaryOperator fold) {
        return Tensor.generate(x.shape(), i -> {
            int example = i / (x.channels() * x.positions());
            int position = i % x.positions();
            double folded = start;
            for (int c = 0; c < x.channels(); c++) {
                folded = fold.applyAsDouble(folded, x.at(example, c, position));
            }
            return folded;
        });
    }
}
