package dev.bnc.compiler;

import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.compiler.emit.jvm.VectorWidth;
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

    /// JVM bytecode without vectors: some six times slower in the long run, but ahead for the first second, since HotSpot
    /// interprets vector operations, slowly, until it has compiled them.
    static Backend scalar() {
        return graph -> JvmBackend.compile(graph.plan(), VectorWidth.SCALAR);
    }

    /// The reference interpreter: float64 within a run, and slow.
    static Backend reference() {
        return ReferenceProgram::of;
    }
}
