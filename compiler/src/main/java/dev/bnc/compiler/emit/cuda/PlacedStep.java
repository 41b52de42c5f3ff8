package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A step in its place among others.
///
/// @param update the loop that the step, a product, does to its elements instead of storing them ([WeightUpdates])
/// @param origin where the step comes from
record PlacedStep(Step step, Optional<Elementwise> update, Origin origin) {
    static PlacedStep of(Step step, Origin origin) {
        return new PlacedStep(step, Optional.empty(), origin);
    }

    List<Operand> reads() {
        Stream<Operand> updated = update.stream().flatMap(u -> u.reads().stream());
        return Stream.concat(step.reads().stream(), updated).toList();
    }

    List<Operand> writes() {
        Stream<Operand> updated = update.stream().flatMap(u -> u.writes().stream());
        return Stream.concat(step.writes().stream(), updated).toList();
    }

    /// Whether it and another one have to stay in their order.
    boolean conflicts(PlacedStep other) {
        return overlap(writes(), other.reads())
                || overlap(writes(), other.writes())
                || overlap(reads(), other.writes());
    }

    /// Whether two lists have an element in common.
    static boolean overlap(List<Operand> some, List<Operand> others) {
        return some.stream().anyMatch(a -> others.stream().anyMatch(a::overlaps));
    }
}
