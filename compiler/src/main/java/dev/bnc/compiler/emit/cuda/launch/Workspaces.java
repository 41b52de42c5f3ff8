package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;

/// Gives kernels memory for partial results: it belongs to them from the first kernel that touches it to the last one.
@FunctionalInterface
public interface Workspaces {
    /// A new buffer, as a dense view. Its content is undefined before it is written.
    ///
    /// @param purpose what it holds: `partial_sums`
    View allocate(String purpose, DataType type, List<Integer> dims);
}
