package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.and;
import static dev.bnc.compiler.emit.jvm.Expression.constant;

import dev.bnc.runtime.kernel.TileEpilogue;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits classes that implement [TileEpilogue]: a body on each element of a tile. They have no fields.
///
/// Operands that hold for every row have a stride of 0 when the epilogue runs, so they need no code of their own.
record EpilogueEmitter(Lanes lanes, FinishKind kind) {
    /// Vectors of a row for which a loop over rows inside the one over columns is faster.
    private static final int NARROW = 2;

    private static final String DESCRIPTOR = "([FIIIILdev/bnc/runtime/kernel/TileOperands;)V";
    private static final Type TILE_EPILOGUE = Type.getType(TileEpilogue.class);
    private static final Method ARRAY = Method.ofVirtual(Types.TILE_OPERANDS, "array", "(I)[F");
    private static final Method OFFSET = Method.ofVirtual(Types.TILE_OPERANDS, "offset", "(I)I");
    private static final Method STRIDE = Method.ofVirtual(Types.TILE_OPERANDS, "stride", "(I)I");

    /// An emitter with these lanes, or with scalar ones if the method would be too large for HotSpot.
    static EpilogueEmitter fitting(Lanes lanes, FinishKind kind) {
        var wanted = new EpilogueEmitter(lanes, kind);
        boolean fits = ClassCode.size(code -> wanted.run(code, Types.OBJECT)) < MethodCode.LARGEST;
        return fits ? wanted : new EpilogueEmitter(new ScalarLanes(), kind);
    }

    /// The class. Its constructor takes nothing.
    EmittedClass emit(Type name) {
        ClassCode epilogue = new ClassCode(name, Types.OBJECT, List.of(TILE_EPILOGUE));
        epilogue.finalFields(List.of());
        epilogue.method(Opcodes.ACC_PUBLIC, "operands", "()I", code -> {
            code.parameter("this", name);
            code.returnValue(constant(kind.single().size()));
        });
        epilogue.method(Opcodes.ACC_PUBLIC, "run", DESCRIPTOR, code -> run(code, name));
        if (lanes instanceof VectorLanes vectors) {
            epilogue.method(Opcodes.ACC_PRIVATE, "edge", DESCRIPTOR, code -> edge(code, vectors));
        }
        return new EmittedClass(epilogue.bytes(), List.of());
    }

    /// An extra operand.
    private sealed interface Input {
        /// One element for each of the tile's.
        record Elements(Local array, Local offset, Local stride) implements Input {}

        /// The same for all.
        record Single(Local value) implements Input {}
    }

    private void run(MethodCode code, Type owner) {
        Local self = code.parameter("this", owner);
        Parameters p = Parameters.of(code);
        var tile = onTile(code, p);
        Local whole = code.local("whole", and(p.columns(), constant(-lanes.count())));
        if (lanes.count() > 1) {
            var edge = new Method(Opcodes.INVOKESPECIAL, owner, "edge", DESCRIPTOR);
            code.ifThen(Condition.less(whole, p.columns()), () -> code.run(edge.call(
                    self, p.c(), p.offset(), p.stride(), p.rows(), p.columns(), p.operands())));
        }
        code.ifThen(Condition.less(p.columns(), constant(NARROW * lanes.count() + 1)), () -> {
            code.forLoop("column", constant(0), whole, lanes.count(), column -> down(code, lanes, tile, column));
            code.returnVoid();
        });
        code.forLoop("row", constant(0), p.rows(), 1, _ -> {
            code.forLoop("column", constant(0), whole, lanes.count(), column -> {
                element(code, lanes, p.c(), add(p.offset(), column), tile.inputs(), column);
            });
            code.assign(p.offset(), add(p.offset(), p.stride()));
            tile.inputs().forEach(input -> nextRow(code, input));
        });
        code.returnVoid();
    }

    /// What is left of the last vector of each row. A method of its own, so that HotSpot compiles no code with masks where
    /// there are only whole vectors.
    private void edge(MethodCode code, VectorLanes vectors) {
        code.parameter("this", Types.OBJECT);
        Parameters p = Parameters.of(code);
        var tile = onTile(code, p);
        Local whole = code.local("whole", and(p.columns(), constant(-lanes.count())));
        Local mask = code.local("mask", vectors.indexInRange(whole, p.columns()));
        down(code, vectors.masked(mask), tile, whole);
        code.returnVoid();
    }

    private record Parameters(Local c, Local offset, Local stride, Local rows, Local columns, Local operands) {
        static Parameters of(MethodCode code) {
            return new Parameters(
                    code.parameter("c", Types.FLOATS),
                    code.parameter("co", Type.INT_TYPE),
                    code.parameter("stride", Type.INT_TYPE),
                    code.parameter("rows", Type.INT_TYPE),
                    code.parameter("columns", Type.INT_TYPE),
                    code.parameter("operands", Types.TILE_OPERANDS));
        }
    }

    private OnTile onTile(MethodCode code, Parameters p) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < kind.single().size(); i++) {
            inputs.add(input(code, p.operands(), i));
        }
        return new OnTile(p.c(), p.offset(), p.stride(), p.rows(), inputs);
    }

    /// What the loops go over.
    private record OnTile(Local c, Local offset, Local stride, Local rows, List<Input> inputs) {}

    /// Columns of all rows: where there are few, since a loop of few rounds inside another one costs more than what its
    /// rounds do.
    private void down(MethodCode code, Lanes at, OnTile tile, Local column) {
        Local index = code.local("index", add(tile.offset(), column));
        List<Input> inputs = tile.inputs().stream()
                .map(input -> switch (input) {
                    case Input.Elements(Local array, Local offset, Local stride) ->
                        new Input.Elements(array, code.local("at", add(offset, column)), stride);
                    case Input.Single _ -> input;
                })
                .toList();
        code.forLoop("row", constant(0), tile.rows(), 1, _ -> {
            element(code, at, tile.c(), index, inputs, constant(0));
            code.assign(index, add(index, tile.stride()));
            inputs.forEach(input -> nextRow(code, input));
        });
    }

    private Input input(MethodCode code, Local operands, int i) {
        Local array = code.local("array" + i, ARRAY.call(operands, constant(i)));
        Local offset = code.local("offset" + i, OFFSET.call(operands, constant(i)));
        if (kind.single().get(i)) {
            Local element = code.local("element" + i, Expression.element(array, offset));
            return new Input.Single(code.local("single" + i, lanes.broadcast(element)));
        }
        return new Input.Elements(array, offset, code.local("stride" + i, STRIDE.call(operands, constant(i))));
    }

    private static void nextRow(MethodCode code, Input input) {
        if (input instanceof Input.Elements(Local _, Local offset, Local stride)) {
            code.assign(offset, add(offset, stride));
        }
    }

    private void element(
            MethodCode code, Lanes at, Local c, Expression index, List<Input> inputs, Expression column) {
        List<Local> results = new BodyEmitter(at, code)
                .emit(
                        kind.body(),
                        i -> i == 0
                                ? at.load(c, index)
                                : switch (inputs.get(i - 1)) {
                                    case Input.Single(Local value) -> value;
                                    case Input.Elements(Local array, Local offset, Local _) ->
                                        at.load(array, add(offset, column));
                                });
        at.store(code, c, index, results.getFirst());
    }
}
