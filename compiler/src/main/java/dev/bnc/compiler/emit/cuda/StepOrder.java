package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The order in which steps are put before they become launches, so that those that can share one are neighbours. What a step needs
/// stays before it.
///
/// 1. Loops that bring weights up to date, and are needed by nothing after them, come last: the updates of all weights become few
///    launches. What updates vectors stays: it is a part of the work on their columns.
/// 2. A product of few rows comes right before the first step that reads it, which may be done in the same kernel.
final class StepOrder {
    private static final int FEW_ROWS = 256;

    private StepOrder() {}

    /// A step and where it comes from.
    record Placed(Step step, Origin origin) {}

    /// The steps in order.
    ///
    /// @param weight whether an operand is of a weight, or of what an optimizer keeps of one
    static List<Placed> of(List<Step> steps, List<Origin> origins, Predicate<Operand> weight) {
        var placed = new ArrayList<Placed>();
        for (int i = 0; i < steps.size(); i++) {
            placed.add(new Placed(steps.get(i), origins.get(i).withoutFolder()));
        }
        return productsLate(updatesLast(placed, weight));
    }

    private static List<Placed> updatesLast(List<Placed> steps, Predicate<Operand> weight) {
        var early = new ArrayList<Placed>();
        var late = new ArrayList<Placed>();
        for (Placed placed : steps.reversed()) {
            boolean update = placed.step instanceof Elementwise loop
                    && loop.sums().isEmpty()
                    && loop.writes().stream().allMatch(weight)
                    && early.stream().noneMatch(e -> conflict(placed.step, e.step));
            (update ? late : early).add(placed);
        }
        var ordered = new ArrayList<>(early.reversed());
        ordered.addAll(late.reversed());
        return ordered;
    }

    private static List<Placed> productsLate(List<Placed> steps) {
        var ordered = new ArrayList<>(steps);
        for (int i = ordered.size() - 2; i >= 0; i--) {
            if (!(ordered.get(i).step instanceof Multiply product) || product.m() > FEW_ROWS) {
                continue;
            }
            int reader = i + 1;
            while (reader < ordered.size() && !conflict(product, ordered.get(reader).step)) {
                reader++;
            }
            boolean read = reader < ordered.size()
                    && ordered.get(reader).step.reads().stream().anyMatch(product.target()::overlaps);
            if (read) {
                ordered.add(reader - 1, ordered.remove(i));
            }
        }
        return ordered;
    }

    /// Whether two steps have to stay in their order.
    private static boolean conflict(Step one, Step other) {
        return overlap(one.writes(), other.reads())
                || overlap(one.writes(), other.writes())
                || overlap(one.reads(), other.writes());
    }

    private static boolean overlap(List<Operand> some, List<Operand> others) {
        return some.stream().anyMatch(a -> others.stream().anyMatch(a::overlaps));
    }
}
