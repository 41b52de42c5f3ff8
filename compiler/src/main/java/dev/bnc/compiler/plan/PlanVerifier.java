package dev.bnc.compiler.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Checks a plan. In a correct one
///
/// 1. buffers are in place, inside the state or the arena; arena buffers start at multiples of [Buffer#ALIGNMENT];
/// 2. operands lie inside their buffers;
/// 3. no two arena buffers overlap that hold something at the same time;
/// 4. what a step reads is state, an input, or was written before in the same run or by the setup;
/// 5. setup writes no state and reads state and what setup has written; it never touches inputs or outputs;
/// 6. what a step writes overlaps nothing it reads, except a loop's result that is the very view of an operand;
/// 7. operands of kernels are dense;
/// 8. outputs are written.
public final class PlanVerifier {
    private final Plan plan;
    /// Views of each arena buffer that hold something.
    private final Map<Integer, List<Operand>> written = new HashMap<>();

    private PlanVerifier(Plan plan) {
        this.plan = plan;
    }

    /// Checks all of it.
    ///
    /// @throws IllegalStateException if the plan is not correct, with its text
    public static void verify(Plan plan) {
        var verifier = new PlanVerifier(plan);
        verifier.places();
        verifier.overlaps();
        Set<Integer> ports = new HashSet<>();
        plan.inputs().forEach(p -> ports.add(p.buffer()));
        plan.outputs().forEach(p -> ports.add(p.buffer()));
        for (Step step : plan.setup()) {
            verifier.setup(step, ports);
            verifier.step(step);
        }
        plan.inputs().forEach(p -> verifier.define(whole(plan, p.buffer())));
        plan.steps().forEach(verifier::step);
        for (Port output : plan.outputs()) {
            verifier.require(verifier.holds(whole(plan, output.buffer())), () -> "output " + output + " is not written");
        }
    }

    private void places() {
        int state = plan.state().size();
        for (Buffer buffer : plan.buffers()) {
            int size = buffer.region() == Region.STATE ? state : plan.arenaSize();
            require(buffer.placed() && buffer.end() <= size, () -> buffer + " is not inside its region of " + size);
            int beyond = buffer.offset() % Buffer.ALIGNMENT;
            boolean aligned = buffer.region() == Region.STATE || beyond == 0 || beyond == Buffer.LEAD;
            require(aligned, () -> buffer + " is not aligned");
        }
    }

    private void overlaps() {
        var lifetimes = new Lifetimes(plan);
        List<Integer> arena = IntStream.range(0, plan.buffers().size())
                .filter(b -> plan.buffers().get(b).region() == Region.ARENA)
                .boxed()
                .sorted(Comparator.comparingInt(b -> plan.buffers().get(b).offset()))
                .toList();
        for (int i = 0; i < arena.size(); i++) {
            Buffer lower = plan.buffers().get(arena.get(i));
            for (int other : arena.subList(i + 1, arena.size())) {
                Buffer higher = plan.buffers().get(other);
                if (higher.offset() >= lower.end()) {
                    break;
                }
                boolean clash = lifetimes.meet(arena.get(i), other);
                require(!clash, () -> lower + " and " + higher + " overlap while both are needed");
            }
        }
    }

    private void setup(Step step, Set<Integer> ports) {
        for (Operand operand : step.writes()) {
            require(plan.bufferOf(operand).region() == Region.ARENA, () -> "setup changes the state: " + step);
        }
        boolean outside = step.reads().stream().anyMatch(o -> ports.contains(o.buffer()))
                || step.writes().stream().anyMatch(o -> ports.contains(o.buffer()));
        require(!outside, () -> "setup touches an input or output: " + step);
    }

    private void step(Step step) {
        for (Operand operand : step.reads()) {
            inside(operand, step);
            boolean known = plan.bufferOf(operand).region() == Region.STATE || holds(operand);
            require(
                    known,
                    () -> operand + " of " + plan.bufferOf(operand).name() + " is read before it is written by " + step);
        }
        for (Operand operand : step.writes()) {
            inside(operand, step);
            for (Operand read : step.reads()) {
                boolean inPlace = step instanceof Elementwise && read.equals(operand);
                require(inPlace || !read.overlaps(operand), () -> "operands of one step overlap: " + step);
            }
            define(operand);
        }
        if (step instanceof Call call) {
            require(call.output().contiguous(), () -> "result is not dense: " + step);
            require(call.inputs().stream().allMatch(Operand::contiguous), () -> "operand is not dense: " + step);
        }
    }

    private void inside(Operand operand, Step step) {
        Buffer buffer = plan.bufferOf(operand);
        require(operand.start() + operand.span() <= buffer.size(), () -> operand + " is not inside " + buffer + ": " + step);
    }

    private void define(Operand operand) {
        List<Operand> views = written.computeIfAbsent(operand.buffer(), _ -> new ArrayList<>());
        views.removeIf(v -> contains(operand, v));
        if (views.stream().noneMatch(v -> contains(v, operand))) {
            views.add(operand);
        }
    }

    /// Whether all of the view was written: at once, or side by side.
    private boolean holds(Operand operand) {
        List<Operand> views = written.getOrDefault(operand.buffer(), List.of());
        if (views.stream().anyMatch(v -> contains(v, operand))) {
            return true;
        }
        long together = views.stream()
                .filter(v -> v.overlaps(operand))
                .mapToLong(Operand::elements)
                .sum();
        return together >= operand.elements();
    }

    private static boolean contains(Operand outer, Operand inner) {
        int start = inner.start() - outer.start();
        if (start < 0 || start + inner.span() > outer.span()) {
            return false;
        }
        boolean columns =
                inner.stride() == outer.stride() && start % outer.stride() + inner.columns() <= outer.columns();
        return outer.contiguous() || columns;
    }

    private static Operand whole(Plan plan, int buffer) {
        int size = plan.buffers().get(buffer).size();
        return Operand.dense(buffer, List.of(size));
    }

    private void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise.get() + "\nin plan\n" + PlanPrinter.print(plan));
        }
    }
}
