package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

import dev.bnc.runtime.kernel.LineKernel;
import dev.bnc.runtime.kernel.LineTile;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits classes that implement [LineKernel]. Their constructor takes the tile.
///
/// ```
/// for k in 0 until depth                                             // left goes on, at the end of a row to the next
///     b0 = b[right ...], b1 = ...                                    // vectors
///     sum(i, j) = fma(broadcast x[left + i * step], bj, sum(i, j))   // for all i, j; unrolled
/// ```
///
/// One loop that is not unrolled: windows see the same numbers at different depths, and HotSpot would keep each in a
/// register from one to the other, which leaves none for the sums (50 instead of 78 GFLOP/s).
record LineKernelEmitter(LineTile tile, Lanes lanes) {
    private static final Type KERNEL = Type.getType(LineKernel.class);
    private static final Type TILE = Type.getType(LineTile.class);
    private static final String RUN = "([FI[FI[FIILdev/bnc/runtime/kernel/TileFinish;)V";

    EmittedClass emit(Type name) {
        ClassCode kernel = new ClassCode(name, Types.OBJECT, List.of(KERNEL));
        kernel.finalFields(List.of(new ClassCode.Field("tile", TILE)));
        kernel.method(Opcodes.ACC_PUBLIC, "run", RUN, code -> run(code, name));
        return new EmittedClass(kernel.bytes(), List.of());
    }

    private void run(MethodCode code, Type owner) {
        code.parameter("this", owner);
        Local x = code.parameter("x", Types.FLOATS);
        Local xOffset = code.parameter("xo", Type.INT_TYPE);
        Local b = code.parameter("b", Types.FLOATS);
        Local bOffset = code.parameter("bo", Type.INT_TYPE);
        Local y = code.parameter("y", Types.FLOATS);
        Local yOffset = code.parameter("yo", Type.INT_TYPE);
        Local stride = code.parameter("stride", Type.INT_TYPE);
        Local finish = code.parameter("finish", Types.TILE_FINISH);
        List<Local> sums = new ArrayList<>();
        for (int i = 0; i < tile.windows() * vectors(); i++) {
            sums.add(code.local("sum" + i, lanes.constant(0)));
        }
        Local left = code.local("left", xOffset);
        Local right = code.local("right", bOffset);
        Local done = code.local("done", constant(0));
        code.forLoop("k", constant(0), constant(tile.kernelRows() * tile.run()), 1, _ -> {
            tap(code, sums, new Reads(x, left, b, right));
            code.increment(left, 1);
            code.increment(right, tile.columns());
            code.increment(done, 1);
            code.ifThen(Condition.greater(done, constant(tile.run() - 1)), () -> {
                code.assign(left, add(left, constant(tile.line() - tile.run())));
                code.assign(done, constant(0));
            });
        });
        FinishCode.emit(code, lanes, finish, sums, vectors());
        for (int i = 0; i < sums.size(); i++) {
            Expression target = add(yOffset, multiply(stride, constant(i / vectors())));
            lanes.store(code, y, add(target, constant(i % vectors() * lanes.count())), sums.get(i));
        }
        code.returnVoid();
    }

    /// What a row of the windows is read from.
    private record Reads(Local x, Local left, Local b, Local right) {}

    private void tap(MethodCode code, List<Local> sums, Reads reads) {
        List<Local> row = new ArrayList<>();
        for (int j = 0; j < vectors(); j++) {
            Expression place = add(reads.right, constant(j * lanes.count()));
            row.add(code.local("b" + j, lanes.load(reads.b, place)));
        }
        for (int i = 0; i < tile.windows(); i++) {
            Expression place = add(reads.left, constant(i * tile.step()));
            Local number = code.local("a", lanes.broadcast(Expression.element(reads.x, place)));
            for (int j = 0; j < vectors(); j++) {
                Local sum = sums.get(i * vectors() + j);
                code.assign(sum, lanes.fma(number, row.get(j), sum));
            }
        }
    }

    private int vectors() {
        return tile.columns() / lanes.count();
    }
}
