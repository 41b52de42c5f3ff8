package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

import dev.bnc.runtime.kernel.RowKernel;
import dev.bnc.runtime.kernel.RowTile;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits classes that implement [RowKernel]. Their constructor takes the tile.
///
/// ```
/// for k in 0 until depth
///     a = broadcast x[xo + k]
///     sum(p, j) = fma(a, b[panel p + k * width + j * lanes ...], sum(p, j))     // for all p, j; unrolled
/// ```
record RowKernelEmitter(RowTile tile, VectorWidth width) {
    private static final Type KERNEL = Type.getType(RowKernel.class);
    private static final Type TILE = Type.getType(RowTile.class);
    private static final String RUN = "([FII[FI[FI)V";

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
        Local depth = code.parameter("depth", Type.INT_TYPE);
        Local b = code.parameter("b", Types.FLOATS);
        Local bOffset = code.parameter("bo", Type.INT_TYPE);
        Local y = code.parameter("y", Types.FLOATS);
        Local yOffset = code.parameter("yo", Type.INT_TYPE);
        List<Panel> panels = panels(code, bOffset, depth);
        code.forLoop("k", constant(0), depth, 1, k -> {
            Local number = code.local("a", Expression.element(x, add(xOffset, k)));
            panels.forEach(panel -> panel.multiplyAdd(code, number, b));
        });
        int column = 0;
        for (Panel panel : panels) {
            for (Local sum : panel.sums) {
                panel.lanes.store(code, y, add(yOffset, constant(column)), sum);
                column += panel.lanes.count();
            }
        }
        code.returnVoid();
    }

    private List<Panel> panels(MethodCode code, Local first, Local depth) {
        List<Panel> panels = new ArrayList<>();
        for (int i = 0; i < tile.panels(); i++) {
            panels.add(panel(code, add(first, multiply(depth, constant(i * tile.width()))), tile.width()));
        }
        if (tile.last() > 0) {
            Expression start = add(first, multiply(depth, constant(tile.panels() * tile.width())));
            panels.add(panel(code, start, tile.last()));
        }
        return panels;
    }

    private Panel panel(MethodCode code, Expression start, int columns) {
        Lanes lanes = MicroKernels.lanes(width, columns);
        Local at = code.local("at", start);
        List<Local> sums = new ArrayList<>();
        for (int column = 0; column < columns; column += lanes.count()) {
            sums.add(code.local("sum", lanes.constant(0)));
        }
        return new Panel(lanes, columns, at, sums);
    }

    /// A panel, the place of the next depth in it, and the sums of its columns.
    private record Panel(Lanes lanes, int columns, Local at, List<Local> sums) {
        void multiplyAdd(MethodCode code, Local number, Local b) {
            Local left = code.local("left", lanes.broadcast(number));
            for (int j = 0; j < sums.size(); j++) {
                Expression right = lanes.load(b, add(at, constant(j * lanes.count())));
                code.assign(sums.get(j), lanes.fma(left, right, sums.get(j)));
            }
            code.increment(at, columns);
        }
    }
}
