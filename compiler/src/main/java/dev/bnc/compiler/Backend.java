package dev.bnc.compiler;

import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.runtime.program.Program;

/// Makes a graph runnable.
@FunctionalInterface
public interface Backend {
    /// The program that does what the graph says.
    Program compile(ProgramGraph graph);

    /// JVM bytecode, through a plan.
    static Backend jvm() {
        return graph -> JvmBackend.compile(graph.plan());
    }

    /// The reference interpreter: float64 within a run, and slow.
    static Backend reference() {
        return ReferenceProgram::of;
    }
}
