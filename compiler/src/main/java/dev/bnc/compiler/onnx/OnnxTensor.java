package dev.bnc.compiler.onnx;

import dev.bnc.runtime.artifact.NamedTensor;
import java.util.List;

/// An initializer: a constant that the file holds.
public sealed interface OnnxTensor {
    /// How nodes call it.
    String name();

    /// Its shape.
    List<Integer> sizes();

    /// Weights; written from where they lie.
    ///
    /// @param sizes may differ from those of `values`, with as many elements
    record Floats(String name, List<Integer> sizes, NamedTensor values) implements OnnxTensor {
        public Floats {
            sizes = List.copyOf(sizes);
        }
    }

    /// Sizes, places and other whole numbers; `int64` in the file.
    record Wholes(String name, List<Integer> sizes, List<Integer> values) implements OnnxTensor {
        public Wholes {
            sizes = List.copyOf(sizes);
            values = List.copyOf(values);
        }
    }
}
