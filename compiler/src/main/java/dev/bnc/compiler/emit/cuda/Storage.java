package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import java.util.Set;

/// In which type the buffers of a plan are kept: float32, but for those that are bf16.
///
/// @param halves indices of the buffers that are bf16
public record Storage(Set<Integer> halves) {
    /// Everything is float32.
    public static final Storage FLOAT32 = new Storage(Set.of());

    public Storage {
        halves = Set.copyOf(halves);
    }

    /// The type of a buffer's elements.
    public DataType type(int buffer) {
        return halves.contains(buffer) ? DataType.BF16 : DataType.F32;
    }
}
