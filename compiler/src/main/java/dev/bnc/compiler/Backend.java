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

    /// JVM bytecode for the first second of a process: without vectors, whose operations HotSpot interprets, slowly, until it
    /// has compiled them, and without preparing weights for long. Some ten times slower than [#jvm] from then on. Of
    /// inference only.
    static Backend shortRun() {
        return graph -> JvmBackend.compileShortRun(graph.shortPlan());
    }

    /// The reference interpreter: float64 within a run, and slow.
    static Backend reference() {
        return ReferenceProgram::of;
    }
}
