package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Task.Apply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes loops the epilogues of the products they follow: bias, batch norm, activation, residual are applied while
/// the product's tile is still in registers.
///
/// Done where the loop is the product's only reader and has one result. In training that is where the backward pass
/// needs the activation's result only. Not done for loops that update state in place: a kernel keeps partial sums in
/// its target. Nor for loops that sum over rows: a kernel has no place for that.
final class Epilogues {
    private static final int MOST_APPLIES = 16;
    private static final int MOST_OPERANDS = 6;

    private final Map<Term, List<Unit>> readers = new HashMap<>();
    private final Set<Term> kept;

    private Epilogues(List<Unit> units, Set<Term> kept) {
        this.kept = kept;
        for (Unit unit : units) {
            for (Term read : unit.reads()) {
                readers.computeIfAbsent(read.root(), _ -> new ArrayList<>()).add(unit);
            }
        }
    }

    /// @param kept terms that are needed after the program, as outputs or state
    /// @param updates those of them that go to the state
    static List<Unit> attach(List<Unit> units, Set<Term> kept, Set<Term> updates) {
        var epilogues = new Epilogues(units, kept);
        Map<Term, Unit> productOf = new HashMap<>();
        Set<Term> gone = new HashSet<>();
        for (Unit unit : units) {
            Term product = unit.results().getFirst();
            List<Unit> followers = epilogues.readers.getOrDefault(product, List.of());
            if (!unit.bareProduct() || kept.contains(product) || followers.size() != 1) {
                continue;
            }
            Unit loop = followers.getFirst();
            Term first = loop.results().getFirst();
            boolean free = !productOf.containsKey(first) && loop.results().stream().noneMatch(updates::contains);
            if (free && epilogues.fits(product, loop)) {
                productOf.put(first, unit);
                gone.add(product);
            }
        }
        return units.stream()
                .filter(u -> !gone.contains(u.results().getFirst()))
                .map(u -> Optional.ofNullable(productOf.get(u.results().getFirst()))
                        .map(product -> product.withEpilogue(u))
                        .orElse(u))
                .toList();
    }

    private boolean fits(Term product, Unit loop) {
        if (!loop.loop() || !loop.sums().isEmpty() || loop.tasks().size() > MOST_APPLIES || loop.reads().size() - 1 > MOST_OPERANDS) {
            return false;
        }
        Term result = loop.results().getLast();
        boolean single = loop.results().stream().filter(this::outlives).count() == 1 && outlives(result);
        boolean sameLoop = result.rows() == product.rows()
                && result.columns() == product.columns()
                && result.layout() == product.layout();
        return single && sameLoop && loop.applies().stream().allMatch(a -> readsWhole(a, product));
    }

    private static boolean readsWhole(Apply apply, Term product) {
        return apply.reads().stream().allMatch(r -> r.root() != product || r == product);
    }

    private boolean outlives(Term term) {
        return kept.contains(term) || readers.containsKey(term);
    }
}
