package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.CrossEntropy;
import dev.bnc.compiler.graph.op.OneHot;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Slice;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.compiler.graph.op.UnaryFunction;

/// The loss of a prediction as nodes.
final class LossRules {
    private final GraphBuilder builder;
    private final Arithmetic arithmetic;

    LossRules(GraphBuilder builder, Arithmetic arithmetic) {
        this.builder = builder;
        this.arithmetic = arithmetic;
    }

    /// The scalar to be minimized.
    ///
    /// @throws IllegalArgumentException if prediction and target do not fit each other
    Value loss(Objective objective, Value prediction, Value target) {
        return switch (objective.loss()) {
            case CROSS_ENTROPY -> crossEntropy(asRows(prediction), target, objective.smoothing());
            case MEAN_SQUARED_ERROR -> {
                Value error = arithmetic.subtract(prediction, asNumbers(target, prediction.shape()));
                yield mean(arithmetic.apply(UnaryFunction.SQUARE, error));
            }
            case BINARY_CROSS_ENTROPY -> {
                // -t log s(z) - (1 - t) log(1 - s(z)) with s the sigmoid; no overflow in this form
                Value chosen = arithmetic.multiply(prediction, asNumbers(target, prediction.shape()));
                yield mean(arithmetic.subtract(arithmetic.apply(UnaryFunction.SOFTPLUS, prediction), chosen));
            }
        };
    }

    /// Of smoothed labels `(1 - s) onehot(t) + s / c`, whose cross-entropy is that of `t` plus `s (z_t - mean(z))`.
    private Value crossEntropy(Value logits, Value target, double smoothing) {
        Value sharp = builder.add(new CrossEntropy(), logits, target);
        if (smoothing == 0) {
            return sharp;
        }
        int classes = logits.shape().size(1);
        Value above = arithmetic.plus(-1.0 / classes, builder.add(new OneHot(classes), target));
        Value excess = builder.add(new Sum(), arithmetic.multiply(above, logits));
        return arithmetic.add(sharp, arithmetic.times(smoothing / logits.shape().size(0), excess));
    }

    /// `[n,c]` of `[n,c,1,1]`.
    private Value asRows(Value logits) {
        Shape shape = logits.shape();
        if (shape.rank() <= 2 || shape.elementsPerExample() != shape.size(1)) {
            return logits;
        }
        return builder.add(new Reshape(Shape.of(shape.size(0), shape.size(1))), logits);
    }

    /// The target as numbers of the prediction's shape `[n,...]`.
    private Value asNumbers(Value target, Shape prediction) {
        Value numbers = target.type().element() == ElementType.I32 ? oneHot(target, prediction) : target;
        if (numbers.shape().equals(prediction)) {
            return numbers;
        }
        if (numbers.shape().elements() != prediction.elements()) {
            throw new IllegalArgumentException("target " + target.type() + " does not fit prediction " + prediction);
        }
        return builder.add(new Reshape(prediction), numbers);
    }

    private Value oneHot(Value label, Shape prediction) {
        int width = Math.toIntExact(prediction.elementsPerExample());
        return width == 1
                ? builder.add(new Slice(1, 2), builder.add(new OneHot(2), label))
                : builder.add(new OneHot(width), label);
    }

    private Value mean(Value values) {
        return arithmetic.times(1.0 / values.shape().elements(), builder.add(new Sum(), values));
    }
}
