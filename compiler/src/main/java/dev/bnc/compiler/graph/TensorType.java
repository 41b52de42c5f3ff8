package dev.bnc.compiler.graph;

/// Element type and shape of a value, printed `f32[N,1,28,28]`.
public record TensorType(ElementType element, Shape shape) {
    /// A tensor of 32-bit floats.
    public static TensorType f32(Shape shape) {
        return new TensorType(ElementType.F32, shape);
    }

    /// A tensor of 32-bit floats with the given sizes.
    public static TensorType f32(Integer... sizes) {
        return f32(Shape.of(sizes));
    }

    /// This type with the open batch size filled in.
    public TensorType atBatch(int batch) {
        return new TensorType(element, shape.atBatch(batch));
    }

    @Override
    public String toString() {
        return element.text() + shape;
    }
}
