package dev.bnc.compiler.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Lets loops overwrite what dies in them.
///
/// A loop's result takes the buffer of one of its operands if both are the whole of their buffers, element by
/// element, and the loop is the last to read the operand. Inputs and the outputs of callers are not overwritten, nor
/// what setup has left.
final class InPlace {
    private final Plan plan;
    private final Lifetimes lifetimes;
    private final int[] last;
    private final int[] stands;
    private final Set<Integer> inputs = new HashSet<>();
    private final Set<Integer> outputs = new HashSet<>();

    private InPlace(Plan plan) {
        this.plan = plan;
        lifetimes = new Lifetimes(plan);
        int count = plan.buffers().size();
        last = IntStream.range(0, count).map(lifetimes::last).toArray();
        stands = IntStream.range(0, count).toArray();
        plan.inputs().forEach(p -> inputs.add(p.buffer()));
        plan.outputs().forEach(p -> outputs.add(p.buffer()));
    }

    /// The plan with shared buffers, those not used any more left out. Not for placed plans.
    static Plan apply(Plan plan) {
        var pass = new InPlace(plan);
        for (int i = 0; i < plan.steps().size(); i++) {
            if (plan.steps().get(i) instanceof Elementwise loop) {
                pass.share(loop, plan.setup().size() + i);
            }
        }
        return pass.renamed();
    }

    private void share(Elementwise loop, int time) {
        Set<Integer> shared = new HashSet<>();
        for (Operand result : loop.results()) {
            if (!ownsBuffer(result) || lifetimes.first(result.buffer()) != time) {
                continue;
            }
            for (Operand operand : loop.operands()) {
                if (dies(operand, result, loop, time) && shared.add(find(operand.buffer()))) {
                    join(operand.buffer(), result.buffer());
                    break;
                }
            }
        }
    }

    /// Whether `operand` lies in its buffer as `result` does in its own, and nobody needs it later.
    private boolean dies(Operand operand, Operand result, Elementwise loop, int time) {
        int buffer = find(operand.buffer());
        boolean same = operand.in(result.buffer()).equals(result)
                && plan.bufferOf(operand).size() == plan.bufferOf(result).size();
        return same
                && plan.bufferOf(operand).region() == Region.ARENA
                && last[buffer] == time
                && lifetimes.first(operand.buffer()) >= plan.setup().size()
                && !inputs.contains(buffer)
                && !outputs.contains(buffer)
                && loop.operands().stream().allMatch(o -> find(o.buffer()) != buffer || o.equals(operand))
                && loop.results().stream().allMatch(o -> find(o.buffer()) != buffer);
    }

    private boolean ownsBuffer(Operand result) {
        Buffer buffer = plan.bufferOf(result);
        return buffer.region() == Region.ARENA && result.start() == 0 && result.span() == buffer.size();
    }

    private void join(int operand, int result) {
        int from = find(operand);
        int to = find(result);
        int end = Math.max(last[from], last[to]);
        if (outputs.contains(to)) {
            stands[from] = to;
            last[to] = end;
        } else {
            stands[to] = from;
            last[from] = end;
        }
    }

    private int find(int buffer) {
        int at = buffer;
        while (stands[at] != at) {
            at = stands[at];
        }
        return at;
    }

    private Plan renamed() {
        int[] index = new int[stands.length];
        List<Buffer> kept = new ArrayList<>();
        Set<Integer> ports = new HashSet<>(inputs);
        ports.addAll(outputs);
        for (int b = 0; b < stands.length; b++) {
            if (stands[b] == b && (lifetimes.used(b) || ports.contains(b))) {
                index[b] = kept.size();
                kept.add(plan.buffers().get(b));
            }
        }
        var renaming = new Renaming(b -> index[find(b)]);
        return new Plan(
                plan.name(),
                plan.batch(),
                plan.state(),
                kept,
                ports(plan.inputs(), index),
                ports(plan.outputs(), index),
                plan.setup().stream().map(renaming::of).toList(),
                plan.steps().stream().map(renaming::of).toList(),
                0);
    }

    private List<Port> ports(List<Port> ports, int[] index) {
        Stream<Port> renamed = ports.stream().map(p -> new Port(p.name(), p.shape(), index[find(p.buffer())]));
        return renamed.toList();
    }
}
