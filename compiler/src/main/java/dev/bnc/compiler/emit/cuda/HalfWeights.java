package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Buffer;
import dev.bnc.compiler.plan.DevicePlan;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Right;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gives products copies of the weights that are their right factors, to be kept as bf16. The setup makes the copies, and
/// where the optimizer's loop writes a weight it writes the copy, too.
///
/// Weights that something else than a loop over all of them writes are left alone.
///
/// @param copies indices of the copies' buffers
record HalfWeights(DevicePlan plan, Set<Integer> copies) {
    private static final Body CAST = new Body(List.of(new Body.Load(0)), List.of(0));

    static HalfWeights of(DevicePlan device) {
        Plan plan = device.plan();
        Map<Integer, Integer> copies = copies(plan);
        var buffers = new ArrayList<>(plan.buffers());
        var setup = new ArrayList<>(plan.setup());
        var origins = new ArrayList<>(device.setup());
        copies.forEach((weight, copy) -> {
            Buffer of = plan.buffers().get(weight);
            buffers.add(Buffer.unplaced("%bf16 " + of.name(), of.size()));
            setup.add(cast(weight, copy, of.size()));
            origins.add(origin(device, weight));
        });
        List<Step> steps =
                plan.steps().stream().map(step -> step(step, copies)).toList();
        var changed = new Plan(
                plan.name(),
                plan.batch(),
                plan.state(),
                buffers,
                plan.inputs(),
                plan.outputs(),
                setup,
                steps,
                plan.arenaSize());
        return new HalfWeights(new DevicePlan(changed, origins, device.steps()), Set.copyOf(copies.values()));
    }

    private static Map<Integer, Integer> copies(Plan plan) {
        var copies = new LinkedHashMap<Integer, Integer>();
        for (Step step : plan.steps()) {
            if (step instanceof Multiply product) {
                int weight = product.right().operand().buffer();
                if (plan.buffers().get(weight).region() == Region.STATE && writtenByLoops(plan, weight)) {
                    copies.putIfAbsent(weight, plan.buffers().size() + copies.size());
                }
            }
        }
        return copies;
    }

    private static boolean writtenByLoops(Plan plan, int weight) {
        int size = plan.buffers().get(weight).size();
        return plan.steps().stream()
                .flatMap(step -> step.writes().stream()
                        .filter(o -> o.buffer() == weight)
                        .map(o -> step instanceof Elementwise loop
                                && loop.results().contains(o)
                                && o.contiguous()
                                && o.elements() == size))
                .allMatch(whole -> whole);
    }

    private static Step cast(int weight, int copy, int size) {
        return new Elementwise(
                CAST,
                List.of(Operand.dense(weight, List.of(1, size))),
                List.of(Operand.dense(copy, List.of(1, size))),
                1,
                size,
                size);
    }

    /// Of the first step that uses the weight.
    private static Origin origin(DevicePlan device, int weight) {
        List<Step> steps = device.plan().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).reads().stream().anyMatch(o -> o.buffer() == weight)) {
                return device.steps().get(i);
            }
        }
        throw new IllegalStateException("nothing uses buffer " + weight);
    }

    private static Step step(Step step, Map<Integer, Integer> copies) {
        if (step instanceof Multiply product
                && product.right() instanceof Right.Strided right
                && copies.containsKey(right.operand().buffer())) {
            Operand copy = right.operand().in(copies.get(right.operand().buffer()));
            var factor = new Right.Strided(
                    copy, right.depthSizes(), right.depthStrides(), right.columns(), right.columnStride());
            return new Multiply(product.left(), factor, product.target(), product.depth(), product.epilogue());
        }
        if (step instanceof Elementwise loop
                && loop.results().stream().anyMatch(o -> copies.containsKey(o.buffer()))) {
            return updating(loop, copies);
        }
        return step;
    }

    /// The loop with one more result for each weight it writes.
    private static Step updating(Elementwise loop, Map<Integer, Integer> copies) {
        int stored = loop.results().size();
        List<Integer> registers = loop.body().results();
        var results = new ArrayList<>(loop.results());
        var kept = new ArrayList<>(registers.subList(0, stored));
        for (int i = 0; i < stored; i++) {
            Integer copy = copies.get(loop.results().get(i).buffer());
            if (copy != null) {
                results.add(loop.results().get(i).in(copy));
                kept.add(registers.get(i));
            }
        }
        kept.addAll(registers.subList(stored, registers.size()));
        return new Elementwise(
                new Body(loop.body().instructions(), kept),
                loop.operands(),
                results,
                loop.sums(),
                loop.rows(),
                loop.columns(),
                loop.grain());
    }
}
