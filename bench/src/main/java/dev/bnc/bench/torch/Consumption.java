package dev.bnc.bench.torch;

import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which values may be written over: those read once, made by an operator whose result is an array of its own and, in
/// training, is not needed for its gradient.
final class Consumption {
    private final Set<Value> free = new HashSet<>();

    private Consumption() {}

    static Consumption of(List<Merged> calls, Value output, Mode mode) {
        Map<Value, Integer> reads = new HashMap<>();
        calls.forEach(call -> call.operands().forEach(v -> reads.merge(v, 1, Integer::sum)));
        var consumption = new Consumption();
        for (Merged call : calls) {
            Value result = call.result();
            if (ownArray(call.node().op(), mode)
                    && reads.getOrDefault(result, 0) == 1
                    && !result.equals(output)) {
                consumption.free.add(result);
            }
        }
        return consumption;
    }

    /// Whether the value's only reader may write its result over it.
    boolean mayOverwrite(Value value) {
        return free.contains(value);
    }

    private static boolean ownArray(Op op, Mode mode) {
        boolean normalized = op instanceof BatchNorm || op instanceof Conv2d || op instanceof Binary;
        return normalized || (mode == Mode.INFERENCE && op instanceof MatMul);
    }
}
