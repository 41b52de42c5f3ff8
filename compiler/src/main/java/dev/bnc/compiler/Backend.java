package dev.bnc.compiler;

import dev.bnc.compiler.plan.Plan;
import dev.bnc.runtime.program.Program;

/// Makes a plan runnable.
@FunctionalInterface
public interface Backend {
    /// The program that does what `plan` says.
    Program compile(Plan plan);
}
