package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.and;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;
import static dev.bnc.compiler.emit.jvm.Expression.subtract;

import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits the class of one [LoopKind], a [FusedLoop].
///
/// ```
/// void run(float[] state, float[] arena, int[] places, int from, int to)
///     x0 = places[0], stride0 = places[1], ...
///     for row in from until to
///         for column in 0 until columns / lanes * lanes by lanes     // whole vectors
///     if columns are left: edge(state, arena, places, from, to)      // the same rows, the last vector with a mask
/// ```
///
/// Edges have a method of their own for the sake of HotSpot's first compiler: code with masks is large there, and a
/// method that is too large for its profiling tier can stay in the one before for good, forty times slower than it
/// could be.
///
/// A loop that sums over its rows is told by [SumsEmitter].
///
/// A flat loop has no strides, no `columns` and no loop over rows; `from` and `to` count columns then. Scalar lanes
/// leave no columns. What `places` holds, [LoopKind#places] says.
record LoopEmitter(Lanes lanes, LoopKind kind) {
    private static final String DESCRIPTOR = "([F[F[III)V";

    /// An emitter with these lanes, or with scalar ones if the method would be too large for HotSpot.
    static LoopEmitter fitting(Lanes lanes, LoopKind kind) {
        var wanted = new LoopEmitter(lanes, kind);
        boolean fits = Stream.of(Part.values())
                .allMatch(part -> ClassCode.size(code -> wanted.emit(code, part, Types.OBJECT)) < MethodCode.LARGEST);
        return fits ? wanted : new LoopEmitter(new ScalarLanes(), kind);
    }

    /// The class. Its constructor takes nothing.
    EmittedClass emit(Type name) {
        ClassCode loop = new ClassCode(name, Types.OBJECT, List.of(Types.FUSED_LOOP));
        loop.finalFields(List.of());
        loop.method(Opcodes.ACC_PUBLIC, "run", DESCRIPTOR, code -> emit(code, Part.VECTORS, name));
        if (lanes instanceof VectorLanes) {
            loop.method(Opcodes.ACC_PRIVATE, "edge", DESCRIPTOR, code -> emit(code, Part.EDGE, name));
        }
        return new EmittedClass(loop.bytes(), List.of());
    }

    /// What a method does of each row.
    enum Part {
        /// The whole vectors.
        VECTORS,
        /// What is left of the last one.
        EDGE
    }

    private void emit(MethodCode code, Part part, Type owner) {
        Local self = code.parameter("this", owner);
        Local state = code.parameter("state", Types.FLOATS);
        Local arena = code.parameter("arena", Types.FLOATS);
        Local numbers = code.parameter("places", Types.INTS);
        Places places = new Places(code, numbers);
        Local from = code.parameter("from", Type.INT_TYPE);
        Local to = code.parameter("to", Type.INT_TYPE);
        List<LoopView> views = new ArrayList<>();
        for (int i = 0; i < kind.operands().size(); i++) {
            Region region = kind.operands().get(i).region();
            views.add(view(places, region == Region.STATE ? state : arena, "x" + i, kind.strided(i)));
        }
        for (Region region : kind.results()) {
            views.add(view(places, region == Region.STATE ? state : arena, "y" + views.size(), !kind.flat()));
        }
        hoistSingles(code, views);
        if (kind.sums() > 0) {
            Local columns = places.next("columns");
            List<Local> sums = new ArrayList<>();
            for (int i = 0; i < kind.sums(); i++) {
                sums.add(places.next("sum" + i));
            }
            Local grain = places.next("grain");
            var target = new SumsEmitter.Target(arena, sums, columns, grain);
            new SumsEmitter(lanes, kind, part, code).emit(views, target, from, to);
            callEdge(code, part, columns, List.of(self, state, arena, numbers, from, to));
        } else if (kind.flat()) {
            columns(code, part, views, from, to);
            callEdge(code, part, subtract(to, from), List.of(self, state, arena, numbers, from, to));
        } else {
            Local columns = places.next("columns");
            code.forLoop("row", from, to, 1, row -> {
                List<LoopView> inRow =
                        views.stream().map(view -> view.inRow(code, row)).toList();
                columns(code, part, inRow, code.local("first", constant(0)), columns);
            });
            callEdge(code, part, columns, List.of(self, state, arena, numbers, from, to));
        }
        code.returnVoid();
    }

    /// Goes on with the edge, if there is one.
    private void callEdge(MethodCode code, Part part, Expression columns, List<Local> arguments) {
        if (part == Part.VECTORS && lanes instanceof VectorLanes) {
            Type owner = arguments.getFirst().type();
            Method edge = new Method(Opcodes.INVOKESPECIAL, owner, "edge", DESCRIPTOR);
            Expression left = and(columns, constant(lanes.count() - 1));
            code.ifThen(Condition.greater(left, constant(0)), () -> code.run(edge.call(List.copyOf(arguments))));
        }
    }

    /// Reads the numbers of `places` one after the other.
    private static final class Places {
        private final MethodCode code;
        private final Local array;
        private int next;

        Places(MethodCode code, Local array) {
            this.code = code;
            this.array = array;
        }

        Local next(String name) {
            return code.local(name, Expression.element(array, constant(next++)));
        }
    }

    private static LoopView view(Places places, Local array, String name, boolean strided) {
        Local first = places.next(name);
        return strided ? new LoopView.Matrix(array, first, places.next(name + "stride")) : new LoopView.Row(array, first);
    }

    /// Reads operands that are the same for all elements once, before the loop.
    private void hoistSingles(MethodCode code, List<LoopView> views) {
        for (int i = 0; i < kind.operands().size(); i++) {
            if (kind.operands().get(i).spread() == Spread.ALL
                    && views.get(i) instanceof LoopView.Row(Local array, Local first)) {
                Expression number = Expression.element(array, first);
                views.set(i, new LoopView.Single(code.local("single" + i, lanes.broadcast(number))));
            }
        }
    }

    private void columns(MethodCode code, Part part, List<LoopView> views, Local from, Local to) {
        switch (lanes) {
            case ScalarLanes scalar ->
                code.forLoop("column", from, to, 1, column -> element(code, scalar, views, column));
            case VectorLanes vector -> vectors(code, vector, part, views, from, to);
        }
    }

    private void vectors(
            MethodCode code, VectorLanes vector, Part part, List<LoopView> views, Local from, Local to) {
        Expression whole = and(subtract(to, from), constant(-vector.count()));
        Local end = code.local("end", add(from, whole));
        switch (part) {
            case VECTORS ->
                code.forLoop("column", from, end, vector.count(), column -> element(code, vector, views, column));
            case EDGE -> {
                Local mask = code.local("mask", vector.indexInRange(end, to));
                element(code, vector.masked(mask), views, end);
            }
        }
    }

    /// The body once, on the lanes that begin at `column`.
    private void element(MethodCode code, Lanes at, List<LoopView> views, Local column) {
        List<Local> values = new BodyEmitter(at, code).emit(kind.body(), i -> views.get(i).load(at, column));
        for (int i = 0; i < values.size(); i++) {
            views.get(kind.operands().size() + i).store(at, code, column, values.get(i));
        }
    }
}
