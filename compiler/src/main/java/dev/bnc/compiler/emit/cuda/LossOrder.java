package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.graph.op.CrossEntropy;
import dev.bnc.compiler.graph.op.CrossEntropyGradient;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Makes neighbours of a product that makes logits, their loss, its gradient, and the product that carries this
/// back, where one kernel does the first three: what stands between goes before them, or behind.
///
/// @param able whether one kernel does product, loss and gradient
record LossOrder(Able able) {
    /// See [dev.bnc.compiler.emit.cuda.launch.StepKernels#lastLayer].
    @FunctionalInterface
    interface Able {
        boolean test(Multiply product, Call loss, Call gradient);
    }

    /// The steps in that order.
    List<PlacedStep> of(List<PlacedStep> steps) {
        var ordered = new ArrayList<>(steps);
        for (PlacedStep placed : steps) {
            if (placed.step() instanceof Call gradient && gradient.op() instanceof CrossEntropyGradient) {
                gather(ordered, gradient);
            }
        }
        return ordered;
    }

    private void gather(List<PlacedStep> steps, Call gradient) {
        int end = at(steps, 0, s -> s.equals(gradient)).orElseThrow();
        Operand logits = gradient.input(1);
        OptionalInt product = at(steps, 0, s -> s instanceof Multiply p && p.target().equals(logits));
        OptionalInt loss = at(
                steps, 0, s -> s instanceof Call c && c.op() instanceof CrossEntropy && c.input(0).equals(logits));
        if (product.isEmpty() || loss.isEmpty() || product.getAsInt() > loss.getAsInt() || loss.getAsInt() > end) {
            return;
        }
        PlacedStep first = steps.get(product.getAsInt());
        PlacedStep second = steps.get(loss.getAsInt());
        List<PlacedStep> between = new ArrayList<>(steps.subList(product.getAsInt() + 1, end));
        between.remove(second);
        boolean free = between.stream().noneMatch(s -> s.conflicts(first) || s.conflicts(second));
        if (free && able.test((Multiply) first.step(), (Call) second.step(), gradient)) {
            between.addAll(List.of(first, second));
            for (int i = 0; i < between.size(); i++) {
                steps.set(product.getAsInt() + i, between.get(i));
            }
            clear(steps, end, gradient.output());
        }
    }

    /// Brings the product that has the gradient as left factor right behind it: what is before it goes as far
    /// back as it can.
    private static void clear(List<PlacedStep> steps, int end, Operand gradient) {
        OptionalInt back =
                at(steps, end + 1, s -> s instanceof Multiply p && p.left().equals(new Left.Rows(gradient)));
        if (back.isEmpty()) {
            return;
        }
        PlacedStep product = steps.get(back.getAsInt());
        for (PlacedStep moved : List.copyOf(steps.subList(end + 1, back.getAsInt())).reversed()) {
            int from = steps.indexOf(moved) + 1;
            int to = IntStream.range(from, steps.size())
                    .filter(i -> steps.get(i).conflicts(moved))
                    .findFirst()
                    .orElse(steps.size());
            if (to > steps.indexOf(product)) {
                steps.add(to - 1, steps.remove(from - 1));
            }
        }
    }

    private static OptionalInt at(List<PlacedStep> steps, int from, Predicate<Step> wanted) {
        return IntStream.range(from, steps.size())
                .filter(i -> wanted.test(steps.get(i).step()))
                .findFirst();
    }
}
