package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;

/// What kernels have to know of memory: what lies in a plan's buffers, and room for partial results, which belongs to them
/// from the first kernel that touches it to the last one.
@FunctionalInterface
public interface Workspaces {
    /// A new buffer, as a dense view. Its content is undefined before it is written.
    ///
    /// @param purpose what it holds: `partial_sums`
    View allocate(String purpose, DataType type, List<Integer> dims);

    /// The type of a buffer's elements: [DataType#F32], or [DataType#BF16] where the plan says so.
    ///
    /// @param buffer index in the plan's list of buffers
    default DataType type(int buffer) {
        return DataType.F32;
    }
}
