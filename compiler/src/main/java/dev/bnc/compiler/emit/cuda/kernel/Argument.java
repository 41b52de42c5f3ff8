package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Operand;

/// What a launch hands to a parameter of its kernel.
public sealed interface Argument {
    /// Address of the operand's first element.
    record Of(Operand operand) implements Argument {}

    /// Address of a float of the step's scratch memory, which keeps nothing from step to step.
    ///
    /// @param first float, a multiple of 4
    /// @param floats how many the kernel reads or writes from there
    record Scratch(long first, long floats) implements Argument {}
}
