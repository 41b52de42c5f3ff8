package dev.bnc.compiler.plan;

import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// Moves what plans' setups make (packed weights) from the arena to the end of the state, so that any number of arenas
/// share it. Plans that pack the same weights the same way, for other batch sizes, share the result too.
public final class SharedSetup {
    private final Map<Object, Integer> places = new HashMap<>();
    private int end;

    /// For plans on a state of that layout.
    public SharedSetup(StateLayout state) {
        end = state.tensors().stream().mapToInt(StateTensor::end).max().orElse(0);
    }

    /// The state with what the setups of all moved plans make, as one tensor.
    public StateLayout state() {
        List<Integer> shape = List.of(Math.max(1, end));
        return new StateLayout(
                List.of(new StateTensor("state", shape, Role.WEIGHT, new Initializer.Constant(0), 0)));
    }

    /// The plan with the results of its setup in the state, and a smaller arena. A run of its setup changes nothing
    /// but these.
    public Plan moved(Plan plan) {
        var buffers = new ArrayList<>(plan.buffers());
        for (int b : written(plan)) {
            Buffer buffer = plan.buffers().get(b);
            int place = places.computeIfAbsent(origin(plan, b), _ -> placed(buffer));
            buffers.set(b, new Buffer(buffer.name(), Region.STATE, buffer.size(), place));
        }
        return MemoryPlanner.place(new Plan(
                plan.name(),
                plan.batch(),
                plan.state(),
                buffers,
                plan.inputs(),
                plan.outputs(),
                plan.setup(),
                plan.steps(),
                0));
    }

    /// Buffers the setup writes, in order.
    private static SequencedSet<Integer> written(Plan plan) {
        var written = new LinkedHashSet<Integer>();
        plan.setup().forEach(step -> step.writes().forEach(result -> written.add(result.buffer())));
        return written;
    }

    /// Where a buffer's content comes from; equal for equal contents. Only what is packed from the state is known to
    /// be equal.
    private static Object origin(Plan plan, int buffer) {
        var origin = new ArrayList<Object>(List.of(plan.buffers().get(buffer).size()));
        for (Step step : plan.setup()) {
            if (step.writes().stream().noneMatch(result -> result.buffer() == buffer)) {
                continue;
            }
            if (step instanceof Pack pack && plan.bufferOf(pack.source()).region() == Region.STATE) {
                origin.add(List.of(
                        pack.form(),
                        plan.offsetOf(pack.source()),
                        pack.depthSizes(),
                        pack.depthStrides(),
                        pack.columns(),
                        pack.columnStride(),
                        pack.target().start()));
            } else {
                return new Object();
            }
        }
        return origin;
    }

    private int placed(Buffer buffer) {
        int place = end;
        end = Math.addExact(end, buffer.footprint());
        return place;
    }
}
