package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

import dev.bnc.runtime.kernel.LineKernel;
import dev.bnc.runtime.kernel.LineTile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits classes that implement [LineKernel]. Their constructor takes the tile.
///
/// ```
/// for row in 0 until kernelRows
///     for t in 0 until run                                               // unrolled, all of it or a fraction
///         b0 = b[(row * run + t) * columns ...], b1 = ...                // vectors
///         sum(i, j) = fma(broadcast x[row * line + i * step + t], bj, sum(i, j))    // for all i, j; unrolled
/// ```
record LineKernelEmitter(LineTile tile, Lanes lanes) {
    private static final Type KERNEL = Type.getType(LineKernel.class);
    private static final Type TILE = Type.getType(LineTile.class);
    private static final String RUN = "([FI[FI[FII)V";

    /// Multiply-adds of vectors in a loop body. With some 340 HotSpot's C2 stops inlining before the last ones
    /// (NodeCountInliningCutoff), and their vectors stay objects.
    private static final int LARGEST_BODY = 128;

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
        List<Local> sums = new ArrayList<>();
        for (int i = 0; i < tile.windows() * vectors(); i++) {
            sums.add(code.local("sum" + i, lanes.constant(0)));
        }
        code.forLoop("row", constant(0), constant(tile.kernelRows()), 1, row -> {
            Local left = code.local("left", add(xOffset, multiply(row, constant(tile.line()))));
            Local right = code.local("right", add(bOffset, multiply(row, constant(tile.run() * tile.columns()))));
            taps(code, sums, new Reads(x, left, b, right));
        });
        for (int i = 0; i < sums.size(); i++) {
            Expression target = add(yOffset, multiply(stride, constant(i / vectors())));
            lanes.store(code, y, add(target, constant(i % vectors() * lanes.count())), sums.get(i));
        }
        code.returnVoid();
    }

    /// What a row of the windows is read from.
    private record Reads(Local x, Local left, Local b, Local right) {}

    private void taps(MethodCode code, List<Local> sums, Reads reads) {
        int together = together();
        if (together == tile.run()) {
            IntStream.range(0, together).forEach(t -> tap(code, sums, t, reads));
            return;
        }
        code.forLoop("t", constant(0), constant(tile.run()), together, _ -> {
            IntStream.range(0, together).forEach(t -> tap(code, sums, t, reads));
            code.increment(reads.left, together);
            code.increment(reads.right, together * tile.columns());
        });
    }

    /// Taps of a loop body: as many as fit, without a rest.
    private int together() {
        int together = tile.run();
        while (together > 1 && (tile.run() % together != 0 || together * tile.windows() * vectors() > LARGEST_BODY)) {
            together--;
        }
        return together;
    }

    private void tap(MethodCode code, List<Local> sums, int t, Reads reads) {
        List<Local> row = new ArrayList<>();
        for (int j = 0; j < vectors(); j++) {
            Expression place = add(reads.right, constant(t * tile.columns() + j * lanes.count()));
            row.add(code.local("b" + j, lanes.load(reads.b, place)));
        }
        for (int i = 0; i < tile.windows(); i++) {
            Expression place = add(reads.left, constant(i * tile.step() + t));
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
