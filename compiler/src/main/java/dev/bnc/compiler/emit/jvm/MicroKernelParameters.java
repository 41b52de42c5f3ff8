package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// The parameters of `MicroKernel.run`, in its order.
record MicroKernelParameters(
        Local self,
        Local depth,
        Local a,
        Local aOffset,
        Local b,
        Local bOffset,
        Local c,
        Local cOffset,
        Local stride,
        Local mode,
        Local operands) {
    static MicroKernelParameters of(MethodCode code, Type owner) {
        return new MicroKernelParameters(
                code.parameter("this", owner),
                code.parameter("depth", Type.INT_TYPE),
                code.parameter("a", Types.FLOATS),
                code.parameter("ao", Type.INT_TYPE),
                code.parameter("b", Types.FLOATS),
                code.parameter("bo", Type.INT_TYPE),
                code.parameter("c", Types.FLOATS),
                code.parameter("co", Type.INT_TYPE),
                code.parameter("stride", Type.INT_TYPE),
                code.parameter("mode", Type.INT_TYPE),
                code.parameter("operands", Types.TILE_OPERANDS));
    }
}
