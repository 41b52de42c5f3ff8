package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;
import java.util.Optional;

/// A stretch of the arena that holds one tensor. Two may share bytes if their lives do not meet.
///
/// Inputs, outputs and tensors of the state are dense and row-major in the graph's shape (batch first, channels second), and
/// their names are those of the program's slots and of the state's layout. Others are as the kernels want them: images
/// `[n, h, w, c]`.
///
/// @param name unique in a plan
/// @param strides elements from one index to the next, a dimension each
/// @param offset first byte in the arena, a multiple of [Arena#ALIGNMENT]
/// @param bytes at least what shape and strides need
/// @param alias name of the buffer whose bytes this one is another name of
public record DeviceBuffer(
        String name,
        BufferRole role,
        DataType type,
        List<Integer> shape,
        List<Integer> strides,
        long offset,
        long bytes,
        Life life,
        Optional<String> alias) {
    public DeviceBuffer {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        long last = 0;
        for (int d = 0; d < Math.min(shape.size(), strides.size()); d++) {
            last = Math.addExact(last, (shape.get(d) - 1L) * strides.get(d));
        }
        if (shape.size() != strides.size() || offset < 0 || last >= bytes / type.bytes()) {
            throw new IllegalArgumentException(
                    "buffer " + name + " " + shape + " by " + strides + " of " + bytes + " bytes at " + offset);
        }
    }

    /// Number of elements.
    public long elements() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// First byte behind the buffer.
    public long end() {
        return Math.addExact(offset, bytes);
    }

    /// Strides of a dense row-major tensor.
    public static List<Integer> dense(List<Integer> shape) {
        var strides = new Integer[shape.size()];
        int stride = 1;
        for (int d = shape.size() - 1; d >= 0; d--) {
            strides[d] = stride;
            stride = Math.multiplyExact(stride, shape.get(d));
        }
        return List.of(strides);
    }
}
