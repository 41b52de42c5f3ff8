package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// The parameters of `MicroKernel.run`, in its order.
record MicroKernelParameters(Local left, Local b, Local bOffset, Local c, Local cOffset, Local stride, Local mode) {
    static MicroKernelParameters of(MethodCode code, Type owner) {
        code.parameter("this", owner);
        return new MicroKernelParameters(
                code.parameter("left", Types.LEFT_TILE),
                code.parameter("b", Types.FLOATS),
                code.parameter("bo", Type.INT_TYPE),
                code.parameter("c", Types.FLOATS),
                code.parameter("co", Type.INT_TYPE),
                code.parameter("stride", Type.INT_TYPE),
                code.parameter("mode", Type.INT_TYPE));
    }
}
