package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.op.Activation;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.Elu;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.LeakyRelu;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Silu;
import dev.bnc.compiler.graph.op.Tanh;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.runtime.kernel.Dropout;
import java.util.function.DoubleBinaryOperator;

/// Functions of single elements.
final class PointwiseSemantics {
    private PointwiseSemantics() {}

    /// `f(x, v[channel])`, where `v` has one value a channel.
    static Tensor channelwise(Tensor x, Tensor v, DoubleBinaryOperator f) {
        return Tensor.generate(x.shape(), i -> f.applyAsDouble(x.at(i), v.at(x.channelOf(i))));
    }

    static double activation(Activation activation, double x) {
        return switch (activation) {
            case Relu _ -> Math.max(x, 0);
            case LeakyRelu(double slope) -> x > 0 ? x : slope * x;
            case Elu(double alpha) -> x > 0 ? x : alpha * Math.expm1(x);
            case Gelu _ -> x * normalProbability(x);
            case Silu _ -> x * sigmoid(x);
            case Sigmoid _ -> sigmoid(x);
            case Tanh _ -> Math.tanh(x);
        };
    }

    static Tensor activationGradient(Activation activation, Tensor dy, Tensor v) {
        return Tensor.generate(dy.shape(), i -> dy.at(i) * derivative(activation, v.at(i)));
    }

    /// Derivative at `x`, told by `v`: the result there if [Activation#gradientReadsOutput()], else `x` itself.
    private static double derivative(Activation activation, double v) {
        return switch (activation) {
            case Relu _ -> v > 0 ? 1 : 0;
            case LeakyRelu(double slope) -> v > 0 ? 1 : slope;
            case Elu(double alpha) -> v > 0 ? 1 : v + alpha;
            case Gelu _ -> normalProbability(v) + v * Math.exp(-v * v / 2) / Math.sqrt(2 * Math.PI);
            case Silu _ -> sigmoid(v) * (1 + v * (1 - sigmoid(v)));
            case Sigmoid _ -> v * (1 - v);
            case Tanh _ -> 1 - v * v;
        };
    }

    static double unary(UnaryFunction function, double x) {
        return switch (function) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case SQUARE -> x * x;
            case RECIPROCAL -> 1 / x;
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        };
    }

    static double binary(BinaryFunction function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case GREATER -> a > b ? 1 : 0;
        };
    }

    /// Element by element; a scalar goes with every element of the other operand.
    static Tensor binary(BinaryFunction function, Tensor a, Tensor b) {
        boolean spreadA = a.shape().rank() == 0;
        boolean spreadB = b.shape().rank() == 0;
        return Tensor.generate(
                spreadA ? b.shape() : a.shape(), i -> binary(function, a.at(spreadA ? 0 : i), b.at(spreadB ? 0 : i)));
    }

    /// The runtime's generator numbers elements in channels-last order.
    static Tensor dropoutMask(DropoutMask o, Tensor step) {
        var dropout = new Dropout((float) o.rate(), o.seed(), o.stream());
        int channels = o.shape().rank() < 2 ? 1 : o.shape().size(1);
        int positions = o.shape().sizes().stream().skip(2).reduce(1, Math::multiplyExact);
        return Tensor.generate(o.shape(), i -> {
            int example = i / (channels * positions);
            int channel = i / positions % channels;
            int place = (example * positions + i % positions) * channels + channel;
            return dropout.mask((int) step.value(), place) == 0 ? 0 : 1 / (1 - o.rate());
        });
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /// Probability that a standard normal variable is at most `x`: `(1 + erf(x / sqrt 2)) / 2`, to about 1e-15.
    ///
    /// By the series `1/2 + density(x) * (x + x^3/3 + x^5/(3*5) + ...)` (Marsaglia 2004) where it converges fast,
    /// else by Laplace's continued fraction `density(x) / (x + 1/(x + 2/(x + ...)))` for the tail.
    static double normalProbability(double x) {
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        if (Math.abs(x) < 6) {
            double term = x;
            double sum = x;
            for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
                term *= x * x / odd;
                sum += term;
            }
            return 0.5 + density * sum;
        }
        double fraction = Math.abs(x);
        for (int k = 60; k >= 1; k--) {
            fraction = Math.abs(x) + k / fraction;
        }
        double tail = density / fraction;
        return x > 0 ? 1 - tail : tail;
    }
}
