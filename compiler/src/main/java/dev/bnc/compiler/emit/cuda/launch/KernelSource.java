package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;
import java.util.Optional;

/// A kernel as CUDA C.
///
/// Kernels of equal entry and text are one, so one that fits several steps is compiled once. Two of different text have
/// different entries, since they may share a module.
///
/// @param name what the kernel does, for files and reports: lower-case letters, digits and `_`
/// @param source the whole translation unit; includes nothing, needs no header
/// @param entry name of the `extern "C" __global__` function
/// @param signature its parameters, in order
/// @param function what it does, if that can share a launch with others
public record KernelSource(
        String name, String source, String entry, List<Parameter> signature, Optional<KernelFunction> function) {
    public KernelSource {
        signature = List.copyOf(signature);
    }

    /// A kernel that shares its launches with none.
    public KernelSource(String name, String source, String entry, List<Parameter> signature) {
        this(name, source, entry, signature, Optional.empty());
    }
}
