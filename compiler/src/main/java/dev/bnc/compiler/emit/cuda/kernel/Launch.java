package dev.bnc.compiler.emit.cuda.kernel;

import java.util.List;

/// One launch of a kernel.
///
/// @param threads a block has, in one dimension; a multiple of 32
/// @param arguments one for each of the kernel's parameters
/// @param cost what the launch is predicted to move and to compute
public record Launch(Kernel kernel, Grid grid, int threads, List<Argument> arguments, Cost cost) {
    /// Most threads of a block.
    public static final int MOST_THREADS = 1024;

    /// What a launch moves and computes.
    ///
    /// @param bytes read from and written to global memory, each element once unless the kernel needs it again later
    /// @param flops a multiply-add counted as two, an elementary function as one
    public record Cost(long bytes, long flops) {}

    public Launch {
        arguments = List.copyOf(arguments);
        if (arguments.size() != kernel.parameters().size()
                || threads < 32
                || threads > MOST_THREADS
                || threads % 32 != 0) {
            throw new IllegalArgumentException(
                    arguments.size() + " arguments and " + threads + " threads for " + kernel.entry());
        }
    }
}
