package dev.bnc.runtime.program;

import java.util.List;

/// One named tensor of a program's state: `size()` consecutive floats from `offset`, row-major in `shape`.
///
/// Shapes are as in PyTorch: dense weights `[out, in]`, convolution weights `[out, in / groups, height, width]`.
///
/// @param name the parameter's name, such as `h1.dense.weight`
/// @param offset index of the first element in [Memory#state()]
public record StateTensor(String name, List<Integer> shape, Role role, Initializer initializer, int offset) {
    /// Tensors start at multiples of this many floats: 64 bytes, a cache line and the widest vector.
    public static final int ALIGNMENT = 16;

    public StateTensor {
        shape = List.copyOf(shape);
    }

    /// The first offset behind this tensor where another may start.
    public int end() {
        return Math.multiplyExact(Math.ceilDiv(Math.addExact(offset, size()), ALIGNMENT), ALIGNMENT);
    }

    /// Number of elements.
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
