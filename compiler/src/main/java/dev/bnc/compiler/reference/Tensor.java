package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Shape;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/// Numbers in logical row-major order: `[n, c, h, w]` has the element of batch entry `n`, channel `c`, row `h`,
/// column `w` at `((n * C + c) * H + h) * W + w`. Labels are whole numbers in the same array.
///
/// The array is not copied: whoever makes a tensor leaves it alone from then on.
public record Tensor(Shape shape, double[] data) {
    public Tensor {
        if (shape.elements() != data.length) {
            throw new IllegalArgumentException(data.length + " numbers do not fill " + shape);
        }
    }

    /// A tensor of one number.
    public static Tensor scalar(double value) {
        return new Tensor(Shape.SCALAR, new double[] {value});
    }

    /// A tensor with the given elements.
    public static Tensor of(Shape shape, double... data) {
        return new Tensor(shape, data);
    }

    /// The same number everywhere.
    public static Tensor filled(Shape shape, double value) {
        double[] data = new double[Math.toIntExact(shape.elements())];
        Arrays.fill(data, value);
        return new Tensor(shape, data);
    }

    /// A tensor whose element `i` is `element(i)`.
    public static Tensor generate(Shape shape, IntToDoubleFunction element) {
        double[] data = new double[Math.toIntExact(shape.elements())];
        Arrays.setAll(data, element);
        return new Tensor(shape, data);
    }

    /// `function` of each element.
    public Tensor map(DoubleUnaryOperator function) {
        return generate(shape, i -> function.applyAsDouble(data[i]));
    }

    /// Number of elements.
    public int length() {
        return data.length;
    }

    /// Element `i` in row-major order.
    public double at(int i) {
        return data[i];
    }

    /// Element of `[n, c, positions]`.
    public double at(int n, int c, int position) {
        return data[index(n, c, position)];
    }

    /// The number of a scalar.
    public double value() {
        if (data.length != 1) {
            throw new IllegalStateException("not one number: " + shape);
        }
        return data[0];
    }

    /// Number of examples: the first size.
    public int batch() {
        return shape.size(0);
    }

    /// Number of channels or features: the second size.
    public int channels() {
        return shape.size(1);
    }

    /// Number of positions of a channel: all sizes but the first two, 1 if there are none.
    public int positions() {
        return data.length / (batch() * channels());
    }

    /// Elements of one channel over the whole batch: "rows" in the operators' comments.
    public int rows() {
        return data.length / channels();
    }

    /// Place of `[n, c, positions]` in row-major order.
    public int index(int n, int c, int position) {
        return (n * channels() + c) * positions() + position;
    }

    /// Channel of the element at `index` in row-major order.
    public int channelOf(int index) {
        return index / positions() % channels();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor(Shape itsShape, double[] itsData)
                && shape.equals(itsShape)
                && Arrays.equals(data, itsData);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return shape + Arrays.toString(data);
    }
}
