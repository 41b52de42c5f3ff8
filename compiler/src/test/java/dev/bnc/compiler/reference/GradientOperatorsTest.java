package dev.bnc.compiler.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.*;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each gradient operator against central differences of what it is the gradient of.
class GradientOperatorsTest {
    /// Truncation is about `STEP^2`, rounding about `1e-16 / STEP`.
    private static final double STEP = 1e-5;

    private static final double TOLERANCE = 1e-7;
    private static final Shape IMAGES = Shape.of(2, 4, 5, 3);

    @Test
    void convolution() {
        Window window = new Window(new Extent(3, 2), new Extent(2, 1), new Padding(1, 0, 2, 1), new Extent(1, 2));
        Tensor x = spread(1, IMAGES);
        Tensor weight = spread(2, Shape.of(6, 2, 3, 2));
        var conv = new Conv2d(window, 2);
        Tensor dy = spread(3, apply(conv, x, weight).shape());
        check(
                v -> apply(conv, v, weight),
                x,
                dy,
                apply(new Conv2dInputGradient(window, 2, new Extent(5, 3)), dy, weight));
        check(v -> apply(conv, x, v), weight, dy, apply(new Conv2dWeightGradient(window, 2), x, dy));
    }

    @Test
    void activations() {
        Tensor x = spread(1, Shape.of(3, 7));
        Tensor dy = spread(2, x.shape());
        for (Activation activation : List.of(
                new Relu(), new LeakyRelu(0.1), new Elu(0.7), new Gelu(), new Silu(), new Sigmoid(), new Tanh())) {
            Tensor read = activation.gradientReadsOutput() ? apply(activation, x) : x;
            check(v -> apply(activation, v), x, dy, apply(new ActivationGradient(activation), dy, read));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void batchNormFlowsThroughMeanAndVariance(boolean scale) {
        double eps = 1e-2;
        Tensor x = spread(1, IMAGES);
        Tensor dy = spread(2, IMAGES);
        Tensor gamma = spread(3, Shape.of(4));
        Tensor mean = apply(new BatchMean(), x);
        Tensor variance = apply(new BatchVariance(), x, mean);
        Tensor dgamma = apply(new BatchNormScaleGradient(eps), dy, x, mean, variance);
        Tensor dbeta = apply(new ChannelSum(), dy);
        var gradient = new BatchNormInputGradient(eps, scale);
        Tensor dx = scale
                ? apply(gradient, dy, x, mean, variance, dbeta, dgamma, gamma)
                : apply(gradient, dy, x, mean, variance, dbeta, dgamma);
        check(v -> batchNorm(eps, v, scale ? gamma : ones(gamma)), x, dy, dx);
        check(v -> batchNorm(eps, x, v), gamma, dy, dgamma);
    }

    private static Tensor batchNorm(double eps, Tensor x, Tensor gamma) {
        Tensor mean = apply(new BatchMean(), x);
        return apply(new BatchNormTraining(eps, true, false), x, mean, apply(new BatchVariance(), x, mean), gamma);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void groupNorm(int groups) {
        double eps = 1e-2;
        Tensor x = spread(1, IMAGES);
        Tensor dy = spread(2, IMAGES);
        Tensor gamma = spread(3, Shape.of(4));
        var norm = new GroupNorm(groups, eps, true, false);
        check(v -> apply(norm, v, gamma), x, dy, apply(new GroupNormInputGradient(groups, eps, true), dy, x, gamma));
        check(v -> apply(norm, x, v), gamma, dy, apply(new GroupNormScaleGradient(groups, eps), dy, x));
        check(v -> apply(norm, v, ones(gamma)), x, dy, apply(new GroupNormInputGradient(groups, eps, false), dy, x));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void localResponseNorm(int size) {
        Tensor x = spread(1, IMAGES);
        Tensor dy = spread(2, IMAGES);
        var norm = new LocalResponseNorm(size, 0.5, 0.75, 1);
        check(v -> apply(norm, v), x, dy, apply(new LocalResponseNormGradient(size, 0.5, 0.75, 1), dy, x));
    }

    @Test
    void pools() {
        Window window = new Window(new Extent(3, 2), new Extent(2, 1), new Padding(1, 1, 0, 0), new Extent(1, 2));
        Tensor x = spread(1, IMAGES);
        var max = new MaxPool(window);
        Tensor dy = spread(2, apply(max, x).shape());
        check(v -> apply(max, v), x, dy, apply(new MaxPoolGradient(window), dy, x));
        for (boolean countPadding : new boolean[] {false, true}) {
            var average = new AvgPool(window, countPadding);
            check(
                    v -> apply(average, v),
                    x,
                    dy,
                    apply(new AvgPoolGradient(window, countPadding, new Extent(5, 3)), dy));
        }
        Tensor perChannel = spread(3, Shape.of(2, 4));
        check(v -> apply(new GlobalMaxPool(), v), x, perChannel, apply(new GlobalMaxPoolGradient(), perChannel, x));
    }

    @Test
    void tiesGoToTheFirstCell() {
        Tensor flat = Tensor.filled(Shape.of(1, 1, 2, 2), 1);
        Tensor dy = Tensor.of(Shape.of(1, 1, 1, 1), 5);
        assertThat(apply(new MaxPoolGradient(Window.of(Extent.square(2))), dy, flat)
                        .data())
                .containsExactly(5, 0, 0, 0);
        assertThat(apply(new GlobalMaxPoolGradient(), Tensor.of(Shape.of(1, 1), 5), flat)
                        .data())
                .containsExactly(5, 0, 0, 0);
    }

    @Test
    void softmaxAndCrossEntropy() {
        for (Shape shape : List.of(Shape.of(3, 5), IMAGES)) {
            Tensor x = spread(1, shape);
            Tensor dy = spread(2, shape);
            check(v -> apply(new Softmax(), v), x, dy, apply(new SoftmaxGradient(), dy, apply(new Softmax(), x)));
            check(
                    v -> apply(new LogSoftmax(), v),
                    x,
                    dy,
                    apply(new LogSoftmaxGradient(), dy, apply(new LogSoftmax(), x)));
        }
        Tensor logits = spread(1, Shape.of(3, 5));
        Tensor label = Seeded.labels(4, 3, 5);
        Tensor dloss = Tensor.scalar(-1.7);
        check(
                v -> apply(new CrossEntropy(), v, label),
                logits,
                dloss,
                apply(new CrossEntropyGradient(), dloss, logits, label));
    }

    /// Checks `gradient`, said to be that of `sum(dy * f(x))` in `x`.
    private static void check(UnaryOperator<Tensor> f, Tensor x, Tensor dy, Tensor gradient) {
        assertThat(gradient.shape()).isEqualTo(x.shape());
        assertThat(DoubleStream.of(gradient.data())).anyMatch(v -> v != 0);
        for (int i = 0; i < x.length(); i++) {
            double difference = dot(dy, f.apply(moved(x, i, STEP))) - dot(dy, f.apply(moved(x, i, -STEP)));
            assertThat(gradient.at(i)).as("element " + i).isCloseTo(difference / (2 * STEP), within(TOLERANCE));
        }
    }

    private static Tensor moved(Tensor x, int index, double step) {
        return Tensor.generate(x.shape(), i -> i == index ? x.at(i) + step : x.at(i));
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.length(); i++) {
            sum += a.at(i) * b.at(i);
        }
        return sum;
    }

    private static Tensor apply(Op op, Tensor... operands) {
        return ReferenceInterpreter.apply(op, List.of(operands));
    }

    private static Tensor ones(Tensor like) {
        return Tensor.filled(like.shape(), 1);
    }

    private static Tensor spread(long seed, Shape shape) {
        return Seeded.spread(seed, shape);
    }
}
