package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Buffer;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Step;
import dev.bnc.runtime.program.StateLayout;
import java.util.ArrayList;
import java.util.List;

/// A plan written by hand, over one buffer that is the whole arena.
final class TinyPlan {
    private final Buffer buffer;
    private final List<Step> steps = new ArrayList<>();

    TinyPlan(int size) {
        buffer = new Buffer("all", Region.ARENA, size, 0);
    }

    int size() {
        return buffer.size();
    }

    /// A dense matrix in the arena.
    Operand arena(int start, int rows, int columns) {
        return new Operand(0, start, List.of(rows, columns), columns);
    }

    void step(Step step) {
        steps.add(step);
    }

    Plan plan() {
        StateLayout state = new StateLayout(List.of());
        return new Plan("tiny", 1, state, List.of(buffer), List.of(), List.of(), List.of(), steps, buffer.size());
    }
}
