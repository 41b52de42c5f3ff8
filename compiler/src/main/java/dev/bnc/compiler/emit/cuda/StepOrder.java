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
/// 3. A small loss follows its product, and is followed by the product that needs its gradient ([LossOrder]).
/// 4. Updates of weights go to the products that make their gradients, where these can do them ([WeightUpdates]).
final class StepOrder {
    private static final int FEW_ROWS = 256;

    private StepOrder() {}

    /// The steps in order.
    static List<PlacedStep> of(List<Step> steps, List<Origin> origins, LossOrder losses, WeightUpdates updates) {
        var placed = new ArrayList<PlacedStep>();
        for (int i = 0; i < steps.size(); i++) {
            placed.add(PlacedStep.of(steps.get(i), origins.get(i).withoutFolder()));
        }
        return updates.attach(losses.of(productsLate(updatesLast(placed, updates.weight()))));
    }

    private static List<PlacedStep> updatesLast(List<PlacedStep> steps, Predicate<Operand> weight) {
        var early = new ArrayList<PlacedStep>();
        var late = new ArrayList<PlacedStep>();
        for (PlacedStep placed : steps.reversed()) {
            boolean update = placed.step() instanceof Elementwise loop
                    && loop.sums().isEmpty()
                    && loop.writes().stream().allMatch(weight)
                    && early.stream().noneMatch(placed::conflicts);
            (update ? late : early).add(placed);
        }
        var ordered = new ArrayList<>(early.reversed());
        ordered.addAll(late.reversed());
        return ordered;
    }

    private static List<PlacedStep> productsLate(List<PlacedStep> steps) {
        var ordered = new ArrayList<>(steps);
        for (int i = ordered.size() - 2; i >= 0; i--) {
            PlacedStep placed = ordered.get(i);
            if (!(placed.step() instanceof Multiply product) || product.m() > FEW_ROWS) {
                continue;
            }
            int reader = i + 1;
            while (reader < ordered.size() && !placed.conflicts(ordered.get(reader))) {
                reader++;
            }
            boolean read = reader < ordered.size()
                    && ordered.get(reader).reads().stream().anyMatch(product.target()::overlaps);
            if (read) {
                ordered.add(reader - 1, ordered.remove(i));
            }
        }
        return ordered;
    }
}
