package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Tile;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits classes that implement [MicroKernel]. Their constructor takes the tile.
record MicroKernelEmitter(MicroKernel.Reading reading, Tile tile, Lanes lanes) {
    private static final Type READING = Type.getType(MicroKernel.Reading.class);

    EmittedClass emit(Type name) {
        ClassCode kernel = new ClassCode(name, Types.OBJECT, List.of(Types.MICRO_KERNEL));
        kernel.finalFields(List.of(new ClassCode.Field("tile", Types.TILE)));
        kernel.method(Opcodes.ACC_PUBLIC, "reading", Type.getMethodDescriptor(READING), code -> {
            code.parameter("this", name);
            code.returnValue(Expression.staticField(READING, reading.name(), READING));
        });
        new ProductKernelEmitter(reading, tile, lanes).emit(kernel);
        return new EmittedClass(kernel.bytes(), List.of());
    }
}
