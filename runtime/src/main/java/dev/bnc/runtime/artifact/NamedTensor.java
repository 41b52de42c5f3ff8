package dev.bnc.runtime.artifact;

import java.util.List;

/// A named array of floats, row-major in `shape`; a view of `size()` floats of `storage` from `offset`.
public record NamedTensor(String name, List<Integer> shape, float[] storage, int offset) {
    public NamedTensor {
        shape = List.copyOf(shape);
        if (offset < 0
                || offset + shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact)
                        > storage.length) {
            throw new IllegalArgumentException(
                    name + " " + shape + " at " + offset + " exceeds " + storage.length + " floats");
        }
    }

    /// All of `values` under a name.
    public static NamedTensor of(String name, List<Integer> shape, float[] values) {
        return new NamedTensor(name, shape, values, 0);
    }

    /// Number of elements.
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
