package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Pad;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Operators that move elements, and plain sums.
final class ShapeSemantics {
    private ShapeSemantics() {}

    static Tensor concat(List<Tensor> parts) {
        int channels = parts.stream().mapToInt(Tensor::channels).sum();
        Tensor first = parts.getFirst();
        double[] joined = new double[first.length() / first.channels() * channels];
        int to = 0;
        for (int n = 0; n < first.batch(); n++) {
            for (Tensor part : parts) {
                int length = part.channels() * part.positions();
                System.arraycopy(part.data(), n * length, joined, to, length);
                to += length;
            }
        }
        return Tensor.of(first.shape().with(1, channels), joined);
    }

    static Tensor slice(Slice o, Tensor x) {
        int length = (o.to() - o.from()) * x.positions();
        return Tensor.generate(
                x.shape().with(1, o.to() - o.from()), i -> x.data()[x.index(i / length, o.from(), i % length)]);
    }

    static Tensor pad(Pad o, Tensor x) {
        Padding p = o.padding();
        int height = x.shape().size(2);
        int width = x.shape().size(3);
        Shape shape = x.shape().with(2, height + p.top() + p.bottom()).with(3, width + p.left() + p.right());
        double[] padded = new double[Math.toIntExact(shape.elements())];
        Arrays.fill(padded, o.value());
        for (int i = 0; i < x.length(); i++) {
            padded[grownIndex(i, height, width, p)] = x.at(i);
        }
        return Tensor.of(shape, padded);
    }

    static Tensor crop(Padding p, Tensor x) {
        int height = x.shape().size(2) - p.top() - p.bottom();
        int width = x.shape().size(3) - p.left() - p.right();
        return Tensor.generate(x.shape().with(2, height).with(3, width), i -> x.at(grownIndex(i, height, width, p)));
    }

    /// Where element `i` of images `[height, width]` lies after padding.
    private static int grownIndex(int i, int height, int width, Padding p) {
        int plane = i / (height * width);
        int row = i / width % height + p.top();
        int column = i % width + p.left();
        return (plane * (height + p.top() + p.bottom()) + row) * (width + p.left() + p.right()) + column;
    }

    static Tensor channelSum(Tensor x) {
        return channelSum(x.shape(), x::at);
    }

    /// Sum over the rows of each channel of `element`, a function of the place in row-major order.
    static Tensor channelSum(Shape shape, IntToDoubleFunction element) {
        int channels = shape.size(1);
        int positions = shape.sizes().stream().skip(2).reduce(1, Math::multiplyExact);
        double[] sums = new double[channels];
        for (int i = 0; i < shape.elements(); i++) {
            sums[i / positions % channels] += element.applyAsDouble(i);
        }
        return Tensor.of(Shape.of(channels), sums);
    }

    static Tensor sum(Tensor x) {
        return Tensor.scalar(Arrays.stream(x.data()).sum());
    }
}
