package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.constant;

import dev.bnc.runtime.kernel.Tile;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits a pass over a finished tile, which still lies in the first-level cache: an epilogue's body on each element.
///
/// Operands that hold for every row have a stride of 0 when the kernel runs, so they need no code of their own.
record EpilogueKernelEmitter(Tile tile, Lanes lanes, FinishKind kind) {
    /// Type of the emitted method: `c, co, stride, operands`.
    static final String DESCRIPTOR = "([FIILdev/bnc/runtime/kernel/TileOperands;)V";

    private static final Method ARRAY = Method.ofVirtual(Types.TILE_OPERANDS, "array", "(I)[F");
    private static final Method OFFSET = Method.ofVirtual(Types.TILE_OPERANDS, "offset", "(I)I");
    private static final Method STRIDE = Method.ofVirtual(Types.TILE_OPERANDS, "stride", "(I)I");

    /// An emitter with these lanes, or with scalar ones if the method would be too large for HotSpot.
    static EpilogueKernelEmitter fitting(Tile tile, Lanes lanes, FinishKind kind) {
        var wanted = new EpilogueKernelEmitter(tile, lanes, kind);
        boolean fits = ClassCode.size(wanted::emit) < MethodCode.LARGEST;
        return fits ? wanted : new EpilogueKernelEmitter(tile, new ScalarLanes(), kind);
    }

    /// An extra operand.
    private sealed interface Input {
        /// One element for each of the tile's.
        record Elements(Local array, Local offset, Local stride) implements Input {}

        /// The same for all.
        record Single(Local value) implements Input {}
    }

    /// Adds the method to a class.
    void emit(ClassCode owner, String name) {
        owner.method(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, name, DESCRIPTOR, this::emit);
    }

    private void emit(MethodCode code) {
        Local c = code.parameter("c", Types.FLOATS);
        Local offset = code.parameter("co", Type.INT_TYPE);
        Local stride = code.parameter("stride", Type.INT_TYPE);
        Local operands = code.parameter("operands", Types.TILE_OPERANDS);
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < kind.single().size(); i++) {
            inputs.add(input(code, operands, i));
        }
        code.forLoop("row", constant(0), constant(tile.rows()), 1, _ -> {
            code.forLoop("column", constant(0), constant(tile.columns()), lanes.count(), column -> {
                element(code, c, add(offset, column), inputs, column);
            });
            code.assign(offset, add(offset, stride));
            inputs.forEach(input -> nextRow(code, input));
        });
        code.returnVoid();
    }

    private Input input(MethodCode code, Local operands, int i) {
        Local array = code.local("array" + i, ARRAY.call(operands, constant(i)));
        Local offset = code.local("offset" + i, OFFSET.call(operands, constant(i)));
        if (kind.single().get(i)) {
            return new Input.Single(code.local("single" + i, lanes.broadcast(Expression.element(array, offset))));
        }
        return new Input.Elements(array, offset, code.local("stride" + i, STRIDE.call(operands, constant(i))));
    }

    private static void nextRow(MethodCode code, Input input) {
        if (input instanceof Input.Elements(Local _, Local offset, Local stride)) {
            code.assign(offset, add(offset, stride));
        }
    }

    private void element(MethodCode code, Local c, Expression index, List<Input> inputs, Local column) {
        List<Local> results = new BodyEmitter(lanes, code)
                .emit(
                        kind.body(),
                        i -> i == 0
                                ? lanes.load(c, index)
                                : switch (inputs.get(i - 1)) {
                                    case Input.Single(Local value) -> value;
                                    case Input.Elements(Local array, Local offset, Local _) ->
                                        lanes.load(array, add(offset, column));
                                });
        lanes.store(code, c, index, results.getFirst());
    }
}
