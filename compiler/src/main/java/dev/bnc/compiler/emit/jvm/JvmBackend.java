package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.PlanPrinter;
import dev.bnc.runtime.kernel.KernelProvider;
import dev.bnc.runtime.kernel.Kernels;
import dev.bnc.runtime.program.Program;

/// Turns a plan into a program that runs in this process.
public final class JvmBackend {
    private JvmBackend() {}

    /// The program, in the way that is fastest here.
    public static Program compile(Plan plan) {
        return compile(plan, VectorWidth.preferred());
    }

    /// The program, with vectors of a given width.
    ///
    /// @throws IllegalStateException if vectors are asked for and the Vector API cannot be read
    public static Program compile(Plan plan, VectorWidth width) {
        KernelProvider.Choice choice =
                width == VectorWidth.SCALAR ? KernelProvider.Choice.SCALAR : KernelProvider.Choice.VECTOR;
        Kernels kernels = KernelProvider.kernels(choice);
        return emit(plan, width, kernels).instance(Program.class, plan.info());
    }

    /// The program for a few runs: without vectors, and with products in loops that HotSpot compiles soon.
    public static Program compileShortRun(Plan plan) {
        Kernels kernels = KernelProvider.kernels(KernelProvider.Choice.SCALAR);
        var emitter =
                new ProgramEmitter(plan, VectorWidth.SCALAR, LoopChoice.of(plan), kernels, HiddenClasses.LINKING);
        return emitter.emit().instance(Program.class, plan.info());
    }

    /// The class file of the program.
    static EmittedClass emit(Plan plan, VectorWidth width, Kernels kernels) {
        try {
            return new ProgramEmitter(plan, width, kernels, HiddenClasses.LINKING).emit();
        } catch (RuntimeException e) {
            throw new IllegalStateException("no bytecode for%n%s".formatted(PlanPrinter.print(plan)), e);
        }
    }
}
