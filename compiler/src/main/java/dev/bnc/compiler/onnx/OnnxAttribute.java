package dev.bnc.compiler.onnx;

import java.util.List;

/// An attribute of an ONNX node: its name and value.
public sealed interface OnnxAttribute {
    /// What it is called, `kernel_shape` for example.
    String name();

    /// A whole number.
    record Whole(String name, long value) implements OnnxAttribute {}

    /// A floating-point number.
    record Single(String name, float value) implements OnnxAttribute {}

    /// Whole numbers.
    record Wholes(String name, List<Integer> values) implements OnnxAttribute {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    /// A word.
    record Text(String name, String value) implements OnnxAttribute {}

    static OnnxAttribute whole(String name, long value) {
        return new Whole(name, value);
    }

    static OnnxAttribute single(String name, double value) {
        return new Single(name, (float) value);
    }

    static OnnxAttribute wholes(String name, Integer... values) {
        return new Wholes(name, List.of(values));
    }

    static OnnxAttribute text(String name, String value) {
        return new Text(name, value);
    }
}
