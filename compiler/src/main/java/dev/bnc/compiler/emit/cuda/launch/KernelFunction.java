package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;

/// What a kernel does, apart from how it is launched: a device function that does one block's work. Several functions, or one
/// several times, can share a launch that hands each of them blocks of its own.
///
/// Its parameters are the block, shared memory, the numbers, then what the kernel's signature says.
///
/// @param name of the function
/// @param text of the function and what it needs beside the libraries; equal names are equal texts
/// @param types of the kernel's parameters as a caller of the function declares them
/// @param numbers handed to the function, known when the kernel is made
/// @param sharedFloats of shared memory; 0 if it needs none
public record KernelFunction(String name, String text, List<String> types, List<Long> numbers, int sharedFloats) {
    public KernelFunction {
        types = List.copyOf(types);
        numbers = List.copyOf(numbers);
    }
}
