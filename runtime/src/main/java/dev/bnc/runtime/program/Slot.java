package dev.bnc.runtime.program;

import java.util.List;

/// An input or output of a program: `size()` floats in the arena, row-major in `shape`, batch first, channels second.
///
/// Class labels are stored as floats too (exact up to 2^24). A scalar has the empty shape.
///
/// @param offset index of the first element in [Memory#arena()]
public record Slot(String name, List<Integer> shape, int offset) {
    public Slot {
        shape = List.copyOf(shape);
    }

    /// Number of elements.
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
