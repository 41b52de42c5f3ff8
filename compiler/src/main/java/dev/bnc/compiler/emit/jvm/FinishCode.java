package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.constant;

import dev.bnc.runtime.kernel.TileFinish;
import java.util.ArrayList;
import java.util.List;

/// Emits what a [TileFinish] does to the sums of a tile: adds the shift and lifts to the floor. A matrix to add as well would
/// be too much for a product: HotSpot's first compiler runs out of registers then, and the second one is never asked.
final class FinishCode {
    private static final Method SHIFT = Method.ofVirtual(Types.TILE_FINISH, "shift", "()[F");
    private static final Method OFFSET = Method.ofVirtual(Types.TILE_FINISH, "shiftOffset", "()I");
    private static final Method FLOOR = Method.ofVirtual(Types.TILE_FINISH, "floor", "()F");

    private FinishCode() {}

    /// @param sums row by row
    /// @param vectors how many make a row
    static void emit(MethodCode code, Lanes lanes, Local finish, List<Local> sums, int vectors) {
        Local shift = code.local("shift", SHIFT.call(finish));
        Local offset = code.local("shiftOffset", OFFSET.call(finish));
        Local floor = code.local("floor", lanes.broadcast(FLOOR.call(finish)));
        List<Local> shifts = new ArrayList<>();
        for (int j = 0; j < vectors; j++) {
            Expression at = add(offset, constant(j * lanes.count()));
            shifts.add(code.local("shift" + j, lanes.load(shift, at)));
        }
        for (int i = 0; i < sums.size(); i++) {
            Local sum = sums.get(i);
            code.assign(sum, lanes.add(sum, shifts.get(i % vectors)));
            code.assign(sum, lanes.select(Lanes.Relation.LESS, sum, floor, floor, sum));
        }
    }
}
