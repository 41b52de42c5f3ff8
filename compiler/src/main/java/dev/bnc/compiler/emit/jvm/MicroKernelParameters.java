package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// The parameters of `MicroKernel.run`, in its order.
record MicroKernelParameters(
        Local left, Local b, Local bOffset, Local c, Local cOffset, Local stride, Local mode, Local finish) {
    private static final String ALL = "Ldev/bnc/runtime/kernel/LeftTile;[FI[FIIILdev/bnc/runtime/kernel/TileFinish;)V";

    /// What `MicroKernel.run` takes and returns.
    static final String RUN = "(" + ALL;

    /// The same of a method for one segment, whose number comes first.
    static final String SEGMENT = "(I" + ALL;

    /// Those of an instance method of `owner`.
    static MicroKernelParameters ofRun(MethodCode code, Type owner) {
        code.parameter("this", owner);
        return of(code);
    }

    /// The next ones.
    static MicroKernelParameters of(MethodCode code) {
        return new MicroKernelParameters(
                code.parameter("left", Types.LEFT_TILE),
                code.parameter("b", Types.FLOATS),
                code.parameter("bo", Type.INT_TYPE),
                code.parameter("c", Types.FLOATS),
                code.parameter("co", Type.INT_TYPE),
                code.parameter("stride", Type.INT_TYPE),
                code.parameter("mode", Type.INT_TYPE),
                code.parameter("finish", Types.TILE_FINISH));
    }
}
