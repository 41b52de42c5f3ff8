package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// A part of a step whose chunks may run at once; the next phase begins when all have ended. Most steps are one
/// phase, reductions two.
///
/// @param chunks number of chunks; depends on sizes only
record Phase(int chunks, Writer writer) {
    /// Type of the method that does one chunk.
    static final String DESCRIPTOR = "([F[FI)V";

    /// Writes the code of one chunk.
    @FunctionalInterface
    interface Writer {
        void write(MethodCode code, Parameters parameters);
    }

    /// What the code of a chunk gets.
    record Parameters(Local state, Local arena, Local chunk) {
        static Parameters of(MethodCode code) {
            return new Parameters(
                    code.parameter("state", Types.FLOATS),
                    code.parameter("arena", Types.FLOATS),
                    code.parameter("chunk", Type.INT_TYPE));
        }
    }
}
