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
        boolean fits = ClassCode.size(wanted::run) < MethodCode.LARGEST;
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
        epilogue.method(Opcodes.ACC_PUBLIC, "run", DESCRIPTOR, this::run);
        return new EmittedClass(epilogue.bytes(), List.of());
    }

    /// An extra operand.
    private sealed interface Input {
        /// One element for each of the tile's.
        record Elements(Local array, Local offset, Local stride) implements Input {}

        /// The same for all.
        record Single(Local value, Local element) implements Input {}
    }

    private void run(MethodCode code) {
        code.parameter("this", Types.OBJECT);
        Local c = code.parameter("c", Types.FLOATS);
        Local offset = code.parameter("co", Type.INT_TYPE);
        Local stride = code.parameter("stride", Type.INT_TYPE);
        Local rows = code.parameter("rows", Type.INT_TYPE);
        Local columns = code.parameter("columns", Type.INT_TYPE);
        Local operands = code.parameter("operands", Types.TILE_OPERANDS);
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < kind.single().size(); i++) {
            inputs.add(input(code, operands, i));
        }
        var tile = new OnTile(c, offset, stride, rows, inputs);
        Local whole = code.local("whole", and(columns, constant(-lanes.count())));
        code.ifThen(Condition.less(columns, constant(NARROW * lanes.count() + 1)), () -> {
            down(code, lanes, tile, constant(0), whole);
            if (lanes.count() > 1) {
                down(code, new ScalarLanes(), tile, whole, columns);
            }
            code.returnVoid();
        });
        code.forLoop("row", constant(0), rows, 1, _ -> {
            across(code, lanes, tile, constant(0), whole);
            if (lanes.count() > 1) {
                across(code, new ScalarLanes(), tile, whole, columns);
            }
            code.assign(offset, add(offset, stride));
            inputs.forEach(input -> nextRow(code, input));
        });
        code.returnVoid();
    }

    /// What the loops go over.
    private record OnTile(Local c, Local offset, Local stride, Local rows, List<Input> inputs) {}

    /// A row.
    private void across(MethodCode code, Lanes at, OnTile tile, Expression from, Local to) {
        code.forLoop("column", from, to, at.count(), column -> {
            element(code, at, tile.c(), add(tile.offset(), column), tile.inputs(), column);
        });
    }

    /// All rows, columns side by side: of few columns, since a loop of few rounds inside another one costs more than what
    /// its rounds do.
    private void down(MethodCode code, Lanes at, OnTile tile, Expression from, Local to) {
        code.forLoop("column", from, to, at.count(), column -> {
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
        });
    }

    private Input input(MethodCode code, Local operands, int i) {
        Local array = code.local("array" + i, ARRAY.call(operands, constant(i)));
        Local offset = code.local("offset" + i, OFFSET.call(operands, constant(i)));
        if (kind.single().get(i)) {
            Local element = code.local("element" + i, Expression.element(array, offset));
            return new Input.Single(code.local("single" + i, lanes.broadcast(element)), element);
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
                                    case Input.Single(Local value, Local element) ->
                                        at.count() == lanes.count() ? value : element;
                                    case Input.Elements(Local array, Local offset, Local _) ->
                                        at.load(array, add(offset, column));
                                });
        at.store(code, c, index, results.getFirst());
    }
}
