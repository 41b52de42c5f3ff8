package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Conv2dInputGradient;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Window;

/// Matrix product and convolutions.
///
/// A convolution, its two gradients and its transposition are one sum over the same [Taps], told apart by which of
/// the three arrays is the result.
final class LinearSemantics {
    private LinearSemantics() {}

    static Tensor matMul(MatMul o, Tensor a, Tensor b) {
        int m = a.shape().size(o.transposeA() ? 1 : 0);
        int inner = a.shape().size(o.transposeA() ? 0 : 1);
        int n = b.shape().size(o.transposeB() ? 0 : 1);
        double[] product = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < inner; k++) {
                    double left = a.at(o.transposeA() ? k * m + i : i * inner + k);
                    double right = b.at(o.transposeB() ? j * inner + k : k * n + j);
                    sum += left * right;
                }
                product[i * n + j] = sum;
            }
        }
        return Tensor.of(Shape.of(m, n), product);
    }

    static Tensor conv2d(Conv2d o, Tensor x, Tensor weight) {
        Extent size = o.window().outputSize(imageSize(x.shape()));
        Shape shape = Shape.of(x.batch(), weight.shape().size(0), size.height(), size.width());
        double[] y = zeros(shape);
        new Taps(o.window(), o.groups(), x.shape(), shape).forEach((i, k, j) -> y[j] += x.at(i) * weight.at(k));
        return Tensor.of(shape, y);
    }

    static Tensor conv2dInputGradient(Conv2dInputGradient o, Tensor dy, Tensor weight) {
        Extent size = o.inputSize();
        Shape shape = Shape.of(dy.batch(), weight.shape().size(1) * o.groups(), size.height(), size.width());
        return inputGradient(o.window(), o.groups(), shape, dy, weight);
    }

    static Tensor conv2dWeightGradient(Conv2dWeightGradient o, Tensor x, Tensor dy) {
        Extent kernel = o.window().kernel();
        Shape shape = Shape.of(dy.channels(), x.channels() / o.groups(), kernel.height(), kernel.width());
        double[] dw = zeros(shape);
        new Taps(o.window(), o.groups(), x.shape(), dy.shape()).forEach((i, k, j) -> dw[k] += x.at(i) * dy.at(j));
        return Tensor.of(shape, dw);
    }

    static Tensor convTranspose2d(ConvTranspose2d o, Tensor x, Tensor weight) {
        Extent size = o.window().transposedSize(imageSize(x.shape()));
        int height = size.height() + o.outputPadding().height();
        int width = size.width() + o.outputPadding().width();
        Shape shape = Shape.of(x.batch(), weight.shape().size(1) * o.groups(), height, width);
        return inputGradient(o.window(), o.groups(), shape, x, weight);
    }

    private static Tensor inputGradient(Window window, int groups, Shape shape, Tensor dy, Tensor weight) {
        double[] dx = zeros(shape);
        new Taps(window, groups, shape, dy.shape()).forEach((i, k, j) -> dx[i] += dy.at(j) * weight.at(k));
        return Tensor.of(shape, dx);
    }

    private static Extent imageSize(Shape shape) {
        return new Extent(shape.size(2), shape.size(3));
    }

    private static double[] zeros(Shape shape) {
        return new double[Math.toIntExact(shape.elements())];
    }
}
