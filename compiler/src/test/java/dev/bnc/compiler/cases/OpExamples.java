package dev.bnc.compiler.cases;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Operators on a handful of numbers, worked out by hand: what the reference itself is tested against.
final class OpExamples {
    /// `op(operands)` has the elements `expected`.
    record Example(Op op, List<Tensor> operands, double[] expected) {
        @Override
        public String toString() {
            return op + " = " + Arrays.toString(expected);
        }
    }

    private static final Tensor ONE_TO_NINE = of(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    private static final Tensor TWO_IMAGES = of(Shape.of(2, 2, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    private static final Tensor PAIR = of(Shape.of(1, 2, 1, 2), 1, 2, 3, 4);
    private static final Window TWO = Window.of(Extent.square(2));
    /// Padding above and to the left only, stride 2: two by two places over three by three cells.
    private static final Window CORNERS = TWO.withStride(Extent.square(2)).withPadding(new Padding(1, 1, 0, 0));

    private final List<Example> examples = new ArrayList<>();

    private OpExamples() {}

    static List<Example> all() {
        var table = new OpExamples();
        table.linear();
        table.activations();
        table.pointwise();
        table.normalizers();
        table.pools();
        table.moves();
        table.classification();
        return List.copyOf(table.examples);
    }

    private void linear() {
        Tensor a = of(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor b = of(Shape.of(2, 2), 5, 6, 7, 8);
        example(new MatMul(false, false), a, b).gives(19, 22, 43, 50);
        example(new MatMul(true, false), a, b).gives(26, 30, 38, 44);
        example(new MatMul(false, true), a, b).gives(17, 23, 39, 53);
        example(new MatMul(true, true), a, b).gives(23, 31, 34, 46);
        example(new MatMul(false, true), of(Shape.of(1, 3), 1, 2, 3), of(Shape.of(2, 3), 1, 0, 0, 1, 1, 1))
                .gives(1, 6);
        Tensor filter = of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        example(new Conv2d(TWO, 1), ONE_TO_NINE, filter).gives(37, 47, 67, 77);
        example(new Conv2d(CORNERS, 1), ONE_TO_NINE, filter).gives(4, 18, 36, 77);
        example(new Conv2d(TWO.withDilation(Extent.square(2)), 1), ONE_TO_NINE, filter)
                .gives(64);
        Window point = Window.of(Extent.square(1));
        Tensor twoChannels = of(Shape.of(1, 2, 1, 1), 3, 5);
        example(new Conv2d(point, 1), twoChannels, of(Shape.of(2, 2, 1, 1), 1, 10, 100, 1000))
                .gives(53, 5300);
        example(new Conv2d(point, 2), twoChannels, of(Shape.of(2, 1, 1, 1), 10, 100))
                .gives(30, 500);
        Window apart = Window.of(new Extent(1, 3)).withStride(new Extent(1, 2));
        Tensor row = of(Shape.of(1, 1, 1, 2), 1, 2);
        Tensor tens = of(Shape.of(1, 1, 1, 3), 1, 10, 100);
        example(new ConvTranspose2d(apart, 1, new Extent(0, 1)), row, tens).gives(1, 10, 102, 20, 200, 0);
        example(new BiasAdd(), PAIR, of(Shape.of(2), 10, 20)).gives(11, 12, 23, 24);
        example(new ChannelScale(), PAIR, of(Shape.of(2), 10, 20)).gives(10, 20, 60, 80);
    }

    private void activations() {
        Tensor x = of(Shape.of(2), -1, 2);
        example(new Relu(), x).gives(0, 2);
        example(new LeakyRelu(0.1), x).gives(-0.1, 2);
        example(new Elu(0.7), x).gives(0.7 * (1 / Math.E - 1), 2);
        example(new Gelu(), x).gives(-0.15865525393145707, 1.9544997361036416);
        example(new Silu(), x).gives(-0.2689414213699951, 1.7615941559557646);
        example(new Sigmoid(), x).gives(0.2689414213699951, 0.8807970779778823);
        example(new Tanh(), x).gives(-0.7615941559557649, 0.9640275800758169);
    }

    private void pointwise() {
        Tensor x = of(Shape.of(2), 4, -0.5);
        example(new Unary(UnaryFunction.NEGATE), x).gives(-4, 0.5);
        example(new Unary(UnaryFunction.ABS), x).gives(4, 0.5);
        example(new Unary(UnaryFunction.SIGN), of(Shape.of(3), 4, -0.5, 0)).gives(1, -1, 0);
        example(new Unary(UnaryFunction.EXP), x).gives(54.598150033144236, 0.6065306597126334);
        example(new Unary(UnaryFunction.LOG), of(Shape.of(2), 1, 10)).gives(0, 2.302585092994046);
        example(new Unary(UnaryFunction.SQRT), of(Shape.of(2), 4, 0.25)).gives(2, 0.5);
        example(new Unary(UnaryFunction.SQUARE), x).gives(16, 0.25);
        example(new Unary(UnaryFunction.RECIPROCAL), x).gives(0.25, -2);
        example(new Unary(UnaryFunction.SOFTPLUS), of(Shape.of(3), 0, 800, -800))
                .gives(Math.log(2), 800, 0);
        Tensor y = of(Shape.of(2), 1.5, 2);
        example(new Binary(BinaryFunction.ADD), x, y).gives(5.5, 1.5);
        example(new Binary(BinaryFunction.SUBTRACT), x, y).gives(2.5, -2.5);
        example(new Binary(BinaryFunction.MULTIPLY), x, y).gives(6, -1);
        example(new Binary(BinaryFunction.DIVIDE), x, y).gives(4 / 1.5, -0.25);
        example(new Binary(BinaryFunction.MAXIMUM), x, y).gives(4, 2);
        example(new Binary(BinaryFunction.MINIMUM), x, y).gives(1.5, -0.5);
        example(new Binary(BinaryFunction.GREATER), of(Shape.of(3), 1, 2, 3), of(Shape.of(3), 2, 2, 2))
                .gives(0, 0, 1);
        example(new Binary(BinaryFunction.SUBTRACT), Tensor.scalar(10), x).gives(6, 10.5);
        example(new Binary(BinaryFunction.SUBTRACT), x, Tensor.scalar(10)).gives(-6, -10.5);
        example(new Dropout(0.5, 0), x).gives(4, -0.5);
        example(new DropoutMask(0, 7, 1, Shape.of(2)), Tensor.scalar(3)).gives(1, 1);
        example(new Constant(0.1)).gives(0.1);
    }

    private void normalizers() {
        Tensor x = of(Shape.of(2, 2), 1, 2, 5, 10);
        Tensor mean = of(Shape.of(2), 3, 6);
        Tensor variance = of(Shape.of(2), 4, 16);
        Tensor gamma = of(Shape.of(2), 2, 3);
        Tensor beta = of(Shape.of(2), 10, 20);
        var frozen = new Statistics.Frozen();
        example(new BatchNorm(0, true, true, frozen), x, mean, variance, gamma, beta)
                .gives(8, 17, 12, 23);
        example(new BatchNorm(0, false, true, frozen), x, mean, variance, beta).gives(9, 19, 11, 21);
        example(new BatchNormTraining(0, true, false), x, mean, variance, gamma).gives(-2, -3, 2, 3);
        example(new BatchNormTraining(12, false, false), x, mean, of(Shape.of(2), 4, 4))
                .gives(-0.5, -1, 0.5, 1);
        example(new BatchMean(), TWO_IMAGES).gives(3.5, 5.5);
        example(new BatchVariance(), TWO_IMAGES, of(Shape.of(2), 3.5, 5.5)).gives(4.25, 4.25);
        Tensor ranked = of(Shape.of(4, 1), 7, 1, 3, 3);
        example(new BatchQuantile(0), ranked).gives(1);
        example(new BatchQuantile(0.5), ranked).gives(3);
        example(new BatchQuantile(0.9), ranked).gives(5.8);
        example(new BatchQuantile(1), TWO_IMAGES).gives(6, 8);
        var whitened = new Whiten(1, 2, 3, true, true, frozen);
        example(whitened, x, mean, of(Shape.of(1, 2), 3, 8), gamma, beta).gives(8, 16, 12, 24);
        Tensor row = of(Shape.of(1, 4), 1, 3, 10, 30);
        Tensor scale = of(Shape.of(4), 1, 2, 3, 4);
        Tensor shift = of(Shape.of(4), 0, 0, 1, 1);
        example(new GroupNorm(2, 0, true, true), row, scale, shift).gives(-1, 2, -2, 5);
        example(new GroupNorm(2, 0, false, true), row, shift).gives(-1, 1, 0, 2);
        example(new GroupNorm(1, 3, false, false), of(Shape.of(1, 2), 1, 3)).gives(-0.5, 0.5);
        example(new GroupNorm(2, 0, false, false), TWO_IMAGES).gives(-1, 1, -1, 1, -1, 1, -1, 1);
        Tensor three = of(Shape.of(1, 3), 1, 2, 3);
        example(new LocalResponseNorm(3, 3, 1, 1), three).gives(1 / 6.0, 2 / 15.0, 3 / 14.0);
        example(new LocalResponseNorm(2, 2, 1, 1), three).gives(1 / 6.0, 1 / 7.0, 0.3);
    }

    private void pools() {
        example(new MaxPool(TWO), ONE_TO_NINE).gives(5, 6, 8, 9);
        Window padded = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        example(new MaxPool(padded), of(Shape.of(1, 1, 1, 1), -1)).gives(-1);
        example(new AvgPool(TWO, true), ONE_TO_NINE).gives(3, 4, 6, 7);
        example(new AvgPool(CORNERS, true), ONE_TO_NINE).gives(0.25, 1.25, 2.75, 7);
        example(new AvgPool(CORNERS, false), ONE_TO_NINE).gives(1, 2.5, 5.5, 7);
        example(new GlobalMaxPool(), of(Shape.of(1, 2, 1, 2), 1, 2, 4, 3)).gives(2, 4);
        example(new SpatialSum(), PAIR).gives(3, 7);
        example(new BroadcastSpatial(new Extent(1, 2)), of(Shape.of(1, 2), 5, 6))
                .gives(5, 5, 6, 6);
    }

    private void moves() {
        example(new Reshape(Shape.of(4)), PAIR).gives(1, 2, 3, 4);
        example(new Concat(), of(Shape.of(2, 1), 1, 2), of(Shape.of(2, 2), 3, 4, 5, 6))
                .gives(1, 3, 4, 2, 5, 6);
        example(new Slice(1, 3), of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6)).gives(2, 3, 5, 6);
        example(new Slice(1, 2), TWO_IMAGES).gives(3, 4, 7, 8);
        Padding topRight = new Padding(1, 0, 0, 1);
        example(new Pad(topRight, 9), of(Shape.of(1, 1, 1, 2), 1, 2)).gives(9, 9, 9, 1, 2, 9);
        example(new Crop(topRight), ONE_TO_NINE).gives(4, 5, 7, 8);
    }

    private void classification() {
        Tensor logits = of(Shape.of(2, 2), 0, Math.log(3), 0, 0);
        example(new Softmax(), logits).gives(0.25, 0.75, 0.5, 0.5);
        example(new LogSoftmax(), logits).gives(Math.log(0.25), Math.log(0.75), Math.log(0.5), Math.log(0.5));
        example(new Softmax(), of(Shape.of(1, 2, 1, 2), 0, 5, Math.log(3), 5)).gives(0.25, 0.5, 0.75, 0.5);
        Tensor label = of(Shape.of(2), 1, 0);
        example(new OneHot(3), label).gives(0, 1, 0, 1, 0, 0);
        example(new CrossEntropy(), logits, label).gives(-(Math.log(0.75) + Math.log(0.5)) / 2);
        example(new ChannelSum(), TWO_IMAGES).gives(14, 22);
        example(new Sum(), TWO_IMAGES).gives(36);
        example(new Broadcast(Shape.of(1, 3)), Tensor.scalar(2)).gives(2, 2, 2);
    }

    private interface Expecting {
        void gives(double... expected);
    }

    private Expecting example(Op op, Tensor... operands) {
        return expected -> examples.add(new Example(op, List.of(operands), expected));
    }

    private static Tensor of(Shape shape, double... data) {
        return Tensor.of(shape, data);
    }
}
