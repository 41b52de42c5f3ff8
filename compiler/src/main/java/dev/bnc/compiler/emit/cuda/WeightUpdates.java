package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lets products that make gradients of weights bring the weights up to date themselves: the gradient is never
/// stored, and the update is no launch of its own.
///
/// Done where
///
/// 1. the gradient lies in a buffer of its own, which the product alone writes and the update's loop alone
///    reads: none is clipped by the norm of all, and no output shows it;
/// 2. the loop sums up nothing, and goes over the gradient's elements in their order, as one row or as the
///    product's;
/// 3. the product does not itself read what the loop writes: elements are updated while others are still
///    multiplied;
/// 4. what still reads the old weight comes before (above all the product that carries the gradient on to the
///    layer before), and changes nothing that the product reads: then the product moves behind it, and behind
///    what runs in one kernel with it.
///
/// @param own whether an operand's buffer is seen by nobody outside the plan
/// @param weight whether an operand is of a weight, or of what an optimizer keeps of one
/// @param able whether a kernel does both
/// @param runs cuts steps into those that are done together
record WeightUpdates(
        Predicate<Operand> own,
        Predicate<Operand> weight,
        BiPredicate<Multiply, Elementwise> able,
        Function<List<PlacedStep>, List<List<PlacedStep>>> runs) {
    /// The steps with those products in their new places, and without those loops.
    List<PlacedStep> attach(List<PlacedStep> steps) {
        Set<Integer> gradients = steps.stream()
                .filter(s -> s.writes().stream().anyMatch(weight))
                .flatMap(s -> s.reads().stream())
                .map(Operand::buffer)
                .collect(Collectors.toSet());
        var attached = new ArrayList<>(steps);
        for (PlacedStep placed : steps) {
            if (placed.step() instanceof Multiply product
                    && gradients.contains(product.target().buffer())) {
                update(attached, product).ifPresent(u -> move(attached, attached.indexOf(placed), u));
            }
        }
        return attached;
    }

    /// The place of the loop that alone reads the product and can be done with it.
    private Optional<Integer> update(List<PlacedStep> steps, Multiply product) {
        Operand gradient = product.target();
        if (!own.test(gradient) || !gradient.contiguous()) {
            return Optional.empty();
        }
        List<Integer> touching = IntStream.range(0, steps.size())
                .filter(i -> touches(steps.get(i), gradient))
                .boxed()
                .toList();
        return Optional.of(touching.getLast())
                .filter(_ -> touching.size() == 2)
                .filter(i -> steps.get(i).update().isEmpty()
                        && steps.get(i).step() instanceof Elementwise loop
                        && fits(product, loop));
    }

    private static boolean touches(PlacedStep placed, Operand operand) {
        return placed.reads().stream().anyMatch(o -> o.buffer() == operand.buffer())
                || placed.writes().stream().anyMatch(o -> o.buffer() == operand.buffer());
    }

    private boolean fits(Multiply product, Elementwise loop) {
        Operand gradient = product.target();
        boolean elements = (loop.rows() == 1 && loop.columns() == gradient.elements())
                || (loop.rows() == product.m() && loop.columns() == product.n());
        boolean whole = loop.reads().stream()
                .filter(o -> o.buffer() == gradient.buffer())
                .allMatch(o -> o.start() == gradient.start() && o.elements() == gradient.elements() && o.contiguous());
        return elements
                && whole
                && loop.sums().isEmpty()
                && loop.writes().stream().anyMatch(weight)
                && loop.writes().stream().noneMatch(o -> o.buffer() == gradient.buffer())
                && !PlacedStep.overlap(product.reads(), loop.writes())
                && able.test(product, loop);
    }

    /// Makes the product and its loop one step, behind all that the loop has to wait for; leaves them where
    /// something there changes what the product reads.
    private void move(List<PlacedStep> steps, int at, int loop) {
        PlacedStep product = steps.get(at);
        PlacedStep update = steps.get(loop);
        int behind = IntStream.range(at + 1, loop)
                .filter(i -> steps.get(i).conflicts(update))
                .max()
                .orElse(at);
        if (steps.subList(at + 1, behind + 1).stream().anyMatch(product::conflicts)) {
            return;
        }
        var both = new PlacedStep(product.step(), Optional.of((Elementwise) update.step()), product.origin());
        steps.remove(loop);
        steps.remove(at);
        int end = end(steps, behind);
        boolean free = steps.subList(behind, end).stream().noneMatch(both::conflicts);
        steps.add(free ? end : behind, both);
    }

    /// Where the run ends that has the step before `place`.
    private int end(List<PlacedStep> steps, int place) {
        int end = 0;
        for (List<PlacedStep> run : runs.apply(steps)) {
            if (end >= place) {
                break;
            }
            end += run.size();
        }
        return end;
    }
}
