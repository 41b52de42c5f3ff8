package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.and;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;
import static dev.bnc.compiler.emit.jvm.Expression.subtract;

import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.objectweb.asm.Type;

/// Emits the inner loop of every matrix product: one tile of sums, all in registers while the depth passes.
///
/// ```
/// for s in left.first() until left.end()
///     for k in 0 until left.length(s)
///         b0 = b[k * columns ...], b1 = ...                             // vectors
///         sum(i, j) = fma(broadcast a[row i + k], bj, sum(i, j))        // for all i, j; unrolled
/// ```
///
/// The sums and one row of `b` must fit the vector registers, and in a kernel that reads rows an index for each of them
/// the general ones: 8 x 2 vectors of 16 floats out of 32, 6 x 2 of 8 out of 16. With more rows HotSpot moves sums to
/// the stack and back in every round of some compilations, and loses up to half. HotSpot needs a third of a second to
/// compile such a loop, so all programs share them.
record ProductKernelEmitter(MicroKernel.Reading reading, Tile tile, Lanes lanes) {
    private static final Method ARRAY = Method.ofVirtual(Types.LEFT_TILE, "array", "()[F");
    private static final Method FIRST = Method.ofVirtual(Types.LEFT_TILE, "first", "()I");
    private static final Method END = Method.ofVirtual(Types.LEFT_TILE, "end", "()I");
    private static final Method STEP = Method.ofVirtual(Types.LEFT_TILE, "step", "()I");
    private static final Method ROW = Method.ofVirtual(Types.LEFT_TILE, "row", "(I)I");
    private static final Method OFFSET = Method.ofVirtual(Types.LEFT_TILE, "offset", "(I)I");
    private static final Method DEPTH = Method.ofVirtual(Types.LEFT_TILE, "depth", "(I)I");
    private static final Method LENGTH = Method.ofVirtual(Types.LEFT_TILE, "length", "(I)I");

    /// The body of `MicroKernel.run`.
    void emit(MethodCode code, MicroKernelParameters p) {
        List<Local> sums = new ArrayList<>();
        for (int i = 0; i < tile.rows() * vectors(); i++) {
            sums.add(code.local("sum" + i, lanes.constant(0)));
        }
        Local a = code.local("a", ARRAY.call(p.left()));
        List<Local> rows = new ArrayList<>();
        for (int i = 0; i < rowPlaces(); i++) {
            rows.add(code.local("row" + i, ROW.call(p.left(), constant(i))));
        }
        Local end = code.local("end", END.call(p.left()));
        code.forLoop("s", FIRST.call(p.left()), end, 1, s -> {
            Expression panelRow = multiply(DEPTH.call(p.left(), s), constant(tile.columns()));
            Local right = code.local("right", add(p.bOffset(), panelRow));
            Local offset = code.local("offset", OFFSET.call(p.left(), s));
            List<Local> starts = new ArrayList<>();
            for (Local row : rows) {
                starts.add(code.local("start" + starts.size(), add(row, offset)));
            }
            Local length = code.local("length", LENGTH.call(p.left(), s));
            Loop loop = new Loop(a, starts, p.b(), right, length, sums);
            switch (reading) {
                case ROWS -> rows(code, loop);
                case COLUMNS -> columns(code, loop, STEP.call(p.left()));
                case CHANNELS -> channels(code, loop, STEP.call(p.left()));
            }
        });
        code.ifThen(Condition.greater(p.mode(), constant(MicroKernel.REPLACE)), () -> {
            for (int i = 0; i < sums.size(); i++) {
                code.assign(sums.get(i), lanes.add(sums.get(i), lanes.load(p.c(), target(p, i))));
            }
        });
        for (int i = 0; i < sums.size(); i++) {
            lanes.store(code, p.c(), target(p, i), sums.get(i));
        }
        code.returnVoid();
    }

    /// What the loop over one segment works on.
    private record Loop(Local a, List<Local> starts, Local b, Local right, Local length, List<Local> sums) {}

    private void rows(MethodCode code, Loop loop) {
        code.forLoop("k", constant(0), loop.length(), 1, k -> {
            multiplyAdd(code, loop, loop.right(), i -> add(loop.starts().get(i), k));
            code.increment(loop.right(), tile.columns());
        });
    }

    private void columns(MethodCode code, Loop loop, Expression distance) {
        Local step = code.local("step", distance);
        Local at = loop.starts().getFirst();
        code.forLoop("k", constant(0), loop.length(), 1, _ -> {
            multiplyAdd(code, loop, loop.right(), i -> add(at, constant(i)));
            code.assign(at, add(at, step));
            code.increment(loop.right(), tile.columns());
        });
    }

    private void multiplyAdd(MethodCode code, Loop loop, Expression right, IntFunction<Expression> index) {
        List<Local> row = panelRow(code, loop, right);
        for (int i = 0; i < tile.rows(); i++) {
            Local left = code.local("a" + i, lanes.broadcast(Expression.element(loop.a(), index.apply(i))));
            for (int j = 0; j < vectors(); j++) {
                Local sum = loop.sums().get(i * vectors() + j);
                code.assign(sum, lanes.fma(left, row.get(j), sum));
            }
        }
    }

    /// Each sum has a left vector of its own: a load that becomes the memory operand of its multiply-add.
    private void channels(MethodCode code, Loop loop, Expression distance) {
        Local step = code.local("step", distance);
        Local at = code.local("at", constant(0));
        code.forLoop("k", constant(0), loop.length(), 1, _ -> {
            List<Local> row = panelRow(code, loop, loop.right());
            for (int i = 0; i < loop.sums().size(); i++) {
                Expression start = add(loop.starts().get(i / vectors()), at);
                Expression left = lanes.load(loop.a(), add(start, constant(i % vectors() * lanes.count())));
                code.assign(loop.sums().get(i), lanes.fma(left, row.get(i % vectors()), loop.sums().get(i)));
            }
            code.assign(at, add(at, step));
            code.increment(loop.right(), tile.columns());
        });
    }

    private List<Local> panelRow(MethodCode code, Loop loop, Expression right) {
        List<Local> row = new ArrayList<>();
        for (int j = 0; j < vectors(); j++) {
            row.add(code.local("b" + j, lanes.load(loop.b(), add(right, constant(j * lanes.count())))));
        }
        return row;
    }

    private int rowPlaces() {
        return switch (reading) {
            case ROWS, CHANNELS -> tile.rows();
            case COLUMNS -> 1;
        };
    }

    private Expression target(MicroKernelParameters p, int sum) {
        Expression row = multiply(p.stride(), constant(sum / vectors()));
        return add(add(p.cOffset(), row), constant(sum % vectors() * lanes.count()));
    }

    private int vectors() {
        return tile.columns() / lanes.count();
    }
}
