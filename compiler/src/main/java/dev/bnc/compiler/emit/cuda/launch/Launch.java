package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;

/// How a kernel is started once.
///
/// @param grid blocks
/// @param block threads of a block; a multiple of 32
/// @param sharedBytes dynamic shared memory, beside what the source declares
/// @param args one for each parameter of the signature
public record Launch(Dim3 grid, Dim3 block, int sharedBytes, List<Argument> args) {
    public Launch {
        args = List.copyOf(args);
    }
}
