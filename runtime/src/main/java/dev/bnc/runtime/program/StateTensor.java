package dev.bnc.runtime.program;

import java.util.List;

/// One named tensor of a program's state: `size()` consecutive floats from `offset`, row-major in `shape`.
///
/// Shapes are as in PyTorch: dense weights `[out, in]`, convolution weights `[out, in / groups, height, width]`.
///
/// @param name the parameter's name, such as `h1.dense.weight`
/// @param offset index of the first element in [Memory#state()]
public record StateTensor(String name, List<Integer> shape, Role role, Initializer initializer, int offset) {
    public StateTensor {
        shape = List.copyOf(shape);
    }

    /// Number of elements.
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
