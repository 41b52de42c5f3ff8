package dev.bnc.compiler.emit.cuda.kernel;

import java.util.List;

/// A kernel's text. Two kernels with the same text are equal and have the same entry, so that a module holds one of them.
///
/// @param entry name of the `__global__` function; tells the kind, and a hash of the text
/// @param text CUDA C++ after [#libraries]; ends with `BNC_KERNEL(entry)`
/// @param parameters pointers only: numbers are constants in the text
public record Kernel(String entry, String text, List<Library> libraries, List<Parameter> parameters) {
    public Kernel {
        libraries = List.copyOf(libraries);
        parameters = List.copyOf(parameters);
    }
}
