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
import org.objectweb.asm.Opcodes;
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
/// The sums and one row of `b` must fit the vector registers: 12 x 2 vectors of 16 floats out of 32, 6 x 2 of 8 out of 16.
/// The loop over the depth is in a method of its own, called once a segment: nested in the other one HotSpot moves a third
/// of the sums to the stack and back in every round (70 instead of 115 of 117 GFLOP/s). A depthwise convolution's segments
/// are too short for that. A kernel that reads rows has an index for each of them; where they are more than there are
/// general registers, two depths a round halve their reloads. HotSpot needs a third of a second to compile such a loop, so
/// all programs share them.
record ProductKernelEmitter(MicroKernel.Reading reading, Tile tile, Lanes lanes) {
    /// Rows of a tile whose indices do not all stay in registers.
    private static final int MANY_ROWS = 9;

    private static final int SEGMENT_ACCESS = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
    private static final Method ARRAY = Method.ofVirtual(Types.LEFT_TILE, "array", "()[F");
    private static final Method FIRST = Method.ofVirtual(Types.LEFT_TILE, "first", "()I");
    private static final Method END = Method.ofVirtual(Types.LEFT_TILE, "end", "()I");
    private static final Method STEP = Method.ofVirtual(Types.LEFT_TILE, "step", "()I");
    private static final Method ROW = Method.ofVirtual(Types.LEFT_TILE, "row", "(I)I");
    private static final Method OFFSET = Method.ofVirtual(Types.LEFT_TILE, "offset", "(I)I");
    private static final Method DEPTH = Method.ofVirtual(Types.LEFT_TILE, "depth", "(I)I");
    private static final Method LENGTH = Method.ofVirtual(Types.LEFT_TILE, "length", "(I)I");

    /// Adds the methods to a class; `MicroKernel.run` among them.
    void emit(ClassCode kernel) {
        switch (reading) {
            case ROWS, COLUMNS -> {
                kernel.method(Opcodes.ACC_PUBLIC, "run", MicroKernelParameters.RUN, code -> {
                    bySegments(code, MicroKernelParameters.ofRun(code, kernel.type()), kernel.type());
                });
                for (Steps each : steps()) {
                    kernel.method(SEGMENT_ACCESS, each.method, MicroKernelParameters.SEGMENT, code -> {
                        Local segment = code.parameter("segment", Type.INT_TYPE);
                        MicroKernelParameters p = MicroKernelParameters.of(code);
                        List<Local> sums = zeros(code);
                        segment(code, p, segment, new Loop(each, sums, places(code, p)));
                        store(code, p, sums);
                    });
                }
            }
            case CHANNELS ->
                kernel.method(Opcodes.ACC_PUBLIC, "run", MicroKernelParameters.RUN, code -> {
                    MicroKernelParameters p = MicroKernelParameters.ofRun(code, kernel.type());
                    List<Local> sums = zeros(code);
                    Loop loop = new Loop(Steps.SINGLE, sums, places(code, p));
                    Local end = code.local("end", END.call(p.left()));
                    code.forLoop("s", FIRST.call(p.left()), end, 1, s -> segment(code, p, s, loop));
                    store(code, p, sums);
                });
        }
    }

    /// How many depths a round of the loop does.
    private enum Steps {
        SINGLE("segment"),
        PAIRS("pairs");

        private final String method;

        Steps(String method) {
            this.method = method;
        }
    }

    private List<Steps> steps() {
        boolean pairs = reading == MicroKernel.Reading.ROWS && tile.rows() >= MANY_ROWS;
        return pairs ? List.of(Steps.SINGLE, Steps.PAIRS) : List.of(Steps.SINGLE);
    }

    /// A call for each segment: the first one replaces what the target holds if all of them together do, the last one
    /// finishes it.
    private void bySegments(MethodCode code, MicroKernelParameters p, Type owner) {
        Local end = code.local("end", END.call(p.left()));
        Local finishing = code.local("shift", and(p.mode(), constant(MicroKernel.SHIFT)));
        code.assign(p.mode(), and(p.mode(), constant(MicroKernel.ACCUMULATE)));
        code.forLoop("s", FIRST.call(p.left()), end, 1, s -> {
            Condition last = Condition.greater(add(s, constant(2)), end);
            code.ifThen(last, () -> code.assign(p.mode(), add(p.mode(), finishing)));
            if (steps().contains(Steps.PAIRS)) {
                Local odd = code.local("odd", and(LENGTH.call(p.left(), s), constant(1)));
                code.ifThen(Condition.less(odd, constant(1)), () -> code.run(call(owner, Steps.PAIRS, s, p)));
                code.ifThen(Condition.greater(odd, constant(0)), () -> code.run(call(owner, Steps.SINGLE, s, p)));
            } else {
                code.run(call(owner, Steps.SINGLE, s, p));
            }
            code.assign(p.mode(), constant(MicroKernel.ACCUMULATE));
        });
        code.returnVoid();
    }

    private static Expression call(Type owner, Steps steps, Local segment, MicroKernelParameters p) {
        return Method.ofStatic(owner, steps.method, MicroKernelParameters.SEGMENT)
                .call(segment, p.left(), p.b(), p.bOffset(), p.c(), p.cOffset(), p.stride(), p.mode(), p.finish());
    }

    private List<Local> zeros(MethodCode code) {
        List<Local> sums = new ArrayList<>();
        for (int i = 0; i < tile.rows() * vectors(); i++) {
            sums.add(code.local("sum" + i, lanes.constant(0)));
        }
        return sums;
    }

    private List<Local> places(MethodCode code, MicroKernelParameters p) {
        List<Local> rows = new ArrayList<>();
        for (int i = 0; i < rowPlaces(); i++) {
            rows.add(code.local("row" + i, ROW.call(p.left(), constant(i))));
        }
        return rows;
    }

    private void segment(MethodCode code, MicroKernelParameters p, Local s, Loop loop) {
        Local a = code.local("a", ARRAY.call(p.left()));
        Expression panelRow = multiply(DEPTH.call(p.left(), s), constant(tile.columns()));
        Local right = code.local("right", add(p.bOffset(), panelRow));
        Local offset = code.local("offset", OFFSET.call(p.left(), s));
        List<Local> starts = new ArrayList<>();
        for (Local row : loop.places()) {
            starts.add(code.local("start" + starts.size(), add(row, offset)));
        }
        Local length = code.local("length", LENGTH.call(p.left(), s));
        Reads reads = new Reads(a, starts, p.b(), right, length);
        switch (reading) {
            case ROWS -> rows(code, loop, reads);
            case COLUMNS -> columns(code, loop.sums(), reads, STEP.call(p.left()));
            case CHANNELS -> channels(code, loop.sums(), reads, STEP.call(p.left()));
        }
    }

    private void store(MethodCode code, MicroKernelParameters p, List<Local> sums) {
        code.ifThen(has(p, MicroKernel.ACCUMULATE), () -> {
            for (int i = 0; i < sums.size(); i++) {
                code.assign(sums.get(i), lanes.add(sums.get(i), lanes.load(p.c(), target(p, i))));
            }
        });
        if (finishes()) {
            code.ifThen(has(p, MicroKernel.SHIFT), () -> FinishCode.emit(code, lanes, p.finish(), sums, vectors()));
        }
        for (int i = 0; i < sums.size(); i++) {
            lanes.store(code, p.c(), target(p, i), sums.get(i));
        }
        code.returnVoid();
    }

    private static Condition has(MicroKernelParameters p, int mode) {
        return Condition.greater(and(p.mode(), constant(mode)), constant(0));
    }

    /// What the loop over one segment adds up, and where the rows of the tile begin.
    private record Loop(Steps steps, List<Local> sums, List<Local> places) {}

    /// What it reads.
    private record Reads(Local a, List<Local> starts, Local b, Local right, Local length) {}

    private void rows(MethodCode code, Loop loop, Reads reads) {
        int depths = loop.steps() == Steps.PAIRS ? 2 : 1;
        code.forLoop("k", constant(0), reads.length(), depths, k -> {
            for (int d = 0; d < depths; d++) {
                Expression depth = d == 0 ? k : add(k, constant(d));
                Expression right = add(reads.right(), constant(d * tile.columns()));
                multiplyAdd(code, loop.sums(), reads, right, i -> add(reads.starts().get(i), depth));
            }
            code.increment(reads.right(), depths * tile.columns());
        });
    }

    private void columns(MethodCode code, List<Local> sums, Reads reads, Expression distance) {
        Local step = code.local("step", distance);
        Local at = reads.starts().getFirst();
        code.forLoop("k", constant(0), reads.length(), 1, _ -> {
            multiplyAdd(code, sums, reads, reads.right(), i -> add(at, constant(i)));
            code.assign(at, add(at, step));
            code.increment(reads.right(), tile.columns());
        });
    }

    private void multiplyAdd(
            MethodCode code, List<Local> sums, Reads reads, Expression right, IntFunction<Expression> index) {
        List<Local> row = panelRow(code, reads, right);
        for (int i = 0; i < tile.rows(); i++) {
            Local left = code.local("a" + i, lanes.broadcast(Expression.element(reads.a(), index.apply(i))));
            for (int j = 0; j < vectors(); j++) {
                Local sum = sums.get(i * vectors() + j);
                code.assign(sum, lanes.fma(left, row.get(j), sum));
            }
        }
    }

    /// Each sum has a left vector of its own: a load that becomes the memory operand of its multiply-add.
    private void channels(MethodCode code, List<Local> sums, Reads reads, Expression distance) {
        Local step = code.local("step", distance);
        Local at = code.local("at", constant(0));
        code.forLoop("k", constant(0), reads.length(), 1, _ -> {
            List<Local> row = panelRow(code, reads, reads.right());
            for (int i = 0; i < sums.size(); i++) {
                Expression start = add(reads.starts().get(i / vectors()), at);
                Expression left = lanes.load(reads.a(), add(start, constant(i % vectors() * lanes.count())));
                code.assign(sums.get(i), lanes.fma(left, row.get(i % vectors()), sums.get(i)));
            }
            code.assign(at, add(at, step));
            code.increment(reads.right(), tile.columns());
        });
    }

    private List<Local> panelRow(MethodCode code, Reads reads, Expression right) {
        List<Local> row = new ArrayList<>();
        for (int j = 0; j < vectors(); j++) {
            row.add(code.local("b" + j, lanes.load(reads.b(), add(right, constant(j * lanes.count())))));
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

    /// Whether the kernel knows [MicroKernel#SHIFT].
    private boolean finishes() {
        return reading == MicroKernel.Reading.ROWS && vectors() > 1;
    }

    private int vectors() {
        return tile.columns() / lanes.count();
    }
}
