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
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits the class of one [LoopKind], a [FusedLoop].
///
/// ```
/// void run(float[] state, float[] arena, int[] places, int from, int to)
///     x0 = places[0], stride0 = places[1], ...
///     for row in from until to
///         for column in 0 until columns / lanes * lanes by lanes     // whole vectors
///         if columns are left: the same once more, with a mask
/// ```
///
/// A flat loop has no strides, no `columns` and no loop over rows; `from` and `to` count columns then. Scalar lanes
/// leave no columns. What `places` holds, [LoopKind#places] says.
record LoopEmitter(Lanes lanes, LoopKind kind) {
    private static final String DESCRIPTOR = "([F[F[III)V";

    /// An emitter with these lanes, or with scalar ones if the method would be too large for HotSpot.
    static LoopEmitter fitting(Lanes lanes, LoopKind kind) {
        var wanted = new LoopEmitter(lanes, kind);
        boolean fits = ClassCode.size(wanted::emit) < MethodCode.LARGEST;
        return fits ? wanted : new LoopEmitter(new ScalarLanes(), kind);
    }

    /// Where a load reads or a store writes.
    private sealed interface View {
        /// Element `column` of the loop is `array[first + column]`.
        record Row(Local array, Local first) implements View {}

        /// As a row, but each row of the loop begins `stride` further on.
        record Matrix(Local array, Local first, Local stride) implements View {}

        /// The same for all elements.
        record Single(Local value) implements View {}
    }

    /// The class. Its constructor takes nothing.
    EmittedClass emit(Type name) {
        ClassCode loop = new ClassCode(name, Types.OBJECT, List.of(Types.FUSED_LOOP));
        loop.finalFields(List.of());
        loop.method(Opcodes.ACC_PUBLIC, "run", DESCRIPTOR, this::emit);
        return new EmittedClass(loop.bytes(), List.of());
    }

    private void emit(MethodCode code) {
        code.parameter("this", Types.OBJECT);
        Local state = code.parameter("state", Types.FLOATS);
        Local arena = code.parameter("arena", Types.FLOATS);
        Places places = new Places(code, code.parameter("places", Types.INTS));
        Local from = code.parameter("from", Type.INT_TYPE);
        Local to = code.parameter("to", Type.INT_TYPE);
        List<View> views = new ArrayList<>();
        for (int i = 0; i < kind.operands().size(); i++) {
            Region region = kind.operands().get(i).region();
            views.add(view(places, region == Region.STATE ? state : arena, "x" + i, kind.strided(i)));
        }
        for (Region region : kind.results()) {
            views.add(view(places, region == Region.STATE ? state : arena, "y" + views.size(), !kind.flat()));
        }
        hoistSingles(code, views);
        if (kind.flat()) {
            columns(code, views, from, to);
        } else {
            Local columns = places.next("columns");
            code.forLoop("row", from, to, 1, row -> {
                List<View> inRow =
                        views.stream().map(view -> inRow(code, view, row)).toList();
                columns(code, inRow, code.local("first", constant(0)), columns);
            });
        }
        code.returnVoid();
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

    private static View view(Places places, Local array, String name, boolean strided) {
        Local first = places.next(name);
        return strided ? new View.Matrix(array, first, places.next(name + "stride")) : new View.Row(array, first);
    }

    private static View inRow(MethodCode code, View view, Local row) {
        return switch (view) {
            case View.Matrix(Local array, Local first, Local stride) ->
                new View.Row(array, code.local("base", add(first, multiply(row, stride))));
            case View.Row _, View.Single _ -> view;
        };
    }

    /// Reads operands that are the same for all elements once, before the loop.
    private void hoistSingles(MethodCode code, List<View> views) {
        for (int i = 0; i < kind.operands().size(); i++) {
            if (kind.operands().get(i).spread() == Spread.ALL
                    && views.get(i) instanceof View.Row(Local array, Local first)) {
                Expression number = Expression.element(array, first);
                views.set(i, new View.Single(code.local("single" + i, lanes.broadcast(number))));
            }
        }
    }

    private void columns(MethodCode code, List<View> views, Local from, Local to) {
        switch (lanes) {
            case ScalarLanes scalar ->
                code.forLoop("column", from, to, 1, column -> element(code, scalar, views, column));
            case VectorLanes vector -> vectors(code, vector, views, from, to);
        }
    }

    private void vectors(MethodCode code, VectorLanes vector, List<View> views, Local from, Local to) {
        Expression whole = and(subtract(to, from), constant(-vector.count()));
        Local end = code.local("end", add(from, whole));
        code.forLoop("column", from, end, vector.count(), column -> element(code, vector, views, column));
        code.ifThen(Condition.less(end, to), () -> {
            Local mask = code.local("mask", vector.indexInRange(end, to));
            element(code, vector.masked(mask), views, end);
        });
    }

    /// The body once, on the lanes that begin at `column`.
    private void element(MethodCode code, Lanes at, List<View> views, Local column) {
        List<Local> values = new BodyEmitter(at, code).emit(kind.body(), i -> switch (views.get(i)) {
            case View.Single(Local value) -> value;
            case View.Row(Local array, Local first) -> at.load(array, add(first, column));
            case View.Matrix _ -> throw new IllegalStateException("outside of a row: " + kind);
        });
        for (int i = 0; i < values.size(); i++) {
            if (views.get(kind.operands().size() + i) instanceof View.Row(Local array, Local first)) {
                at.store(code, array, add(first, column), values.get(i));
            }
        }
    }
}
