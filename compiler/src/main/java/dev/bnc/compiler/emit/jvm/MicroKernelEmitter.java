package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.and;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.field;

import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Tile;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits classes that implement [MicroKernel].
record MicroKernelEmitter(Tile tile, Lanes lanes) {
    private static final String RUN = "(I[FI[FI[FIIILdev/bnc/runtime/kernel/TileOperands;)V";

    /// A kernel without epilogue. Constructor: `(Tile)`.
    EmittedClass product(Type name) {
        ClassCode kernel = new ClassCode(name, Types.OBJECT, List.of(Types.MICRO_KERNEL));
        kernel.finalFields(List.of(new ClassCode.Field("tile", Types.TILE)));
        kernel.method(Opcodes.ACC_PUBLIC, "tile", "()Ldev/bnc/runtime/kernel/Tile;", code -> {
            Local self = code.parameter("this", name);
            code.returnValue(field(self, name, "tile", Types.TILE));
        });
        operands(kernel, 0);
        kernel.method(
                Opcodes.ACC_PUBLIC,
                "run",
                RUN,
                code -> new ProductKernelEmitter(tile, lanes).emit(code, MicroKernelParameters.of(code, name)));
        return new EmittedClass(kernel.bytes(), List.of());
    }

    /// A kernel that hands the product to another one and then passes the tile through an epilogue. Constructor:
    /// `(MicroKernel product)`.
    EmittedClass finishing(Type name, FinishKind epilogue) {
        ClassCode kernel = new ClassCode(name, Types.OBJECT, List.of(Types.MICRO_KERNEL));
        kernel.finalFields(List.of(new ClassCode.Field("product", Types.MICRO_KERNEL)));
        kernel.method(Opcodes.ACC_PUBLIC, "tile", "()Ldev/bnc/runtime/kernel/Tile;", code -> {
            Local self = code.parameter("this", name);
            Method tileOfProduct = Method.ofInterface(Types.MICRO_KERNEL, "tile", "()Ldev/bnc/runtime/kernel/Tile;");
            code.returnValue(tileOfProduct.call(field(self, name, "product", Types.MICRO_KERNEL)));
        });
        operands(kernel, epilogue.single().size());
        kernel.method(Opcodes.ACC_PUBLIC, "run", RUN, code -> runAndFinish(code, name));
        EpilogueKernelEmitter.fitting(tile, lanes, epilogue).emit(kernel, "finish");
        return new EmittedClass(kernel.bytes(), List.of());
    }

    private void runAndFinish(MethodCode code, Type name) {
        MicroKernelParameters p = MicroKernelParameters.of(code, name);
        Method run = Method.ofInterface(Types.MICRO_KERNEL, "run", RUN);
        Expression product = field(p.self(), name, "product", Types.MICRO_KERNEL);
        code.run(run.call(
                product,
                p.depth(),
                p.a(),
                p.aOffset(),
                p.b(),
                p.bOffset(),
                p.c(),
                p.cOffset(),
                p.stride(),
                p.mode(),
                p.operands()));
        code.ifThen(Condition.greater(and(p.mode(), constant(MicroKernel.FINISH)), constant(0)), () -> {
            Method finish = Method.ofStatic(name, "finish", EpilogueKernelEmitter.DESCRIPTOR);
            code.run(finish.call(p.c(), p.cOffset(), p.stride(), p.operands()));
        });
        code.returnVoid();
    }

    private static void operands(ClassCode kernel, int count) {
        kernel.method(Opcodes.ACC_PUBLIC, "operands", "()I", code -> {
            code.parameter("this", kernel.type());
            code.returnValue(constant(count));
        });
    }
}
