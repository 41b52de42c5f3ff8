package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Task.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Orders units, and decides which new values of the state are made right in their place.
///
/// Every unit of a program sees the old state. So whatever makes a parameter's new value in its place runs after all
/// others that read the old one; where that cannot be, the new value is made elsewhere and stored by a unit of its
/// own. Otherwise the order is that of the graph, but what updates the state comes as early as it can, since it ends
/// the life of a gradient.
final class Schedule {
    private final List<Unit> units;
    private final Map<Term, Integer> makers = new HashMap<>();
    private final Map<Term, List<Integer>> readersOf = new HashMap<>();
    private final List<Set<Integer>> before = new ArrayList<>();
    private final Map<Term, Term> inPlace = new LinkedHashMap<>();

    private Schedule(List<Unit> units) {
        this.units = new ArrayList<>(units);
        for (int u = 0; u < units.size(); u++) {
            for (Term result : units.get(u).results()) {
                makers.put(result, u);
            }
        }
        for (int u = 0; u < units.size(); u++) {
            before.add(needs(units.get(u)));
            Set<Term> roots = new HashSet<>();
            units.get(u).reads().forEach(r -> roots.add(r.root()));
            for (Term root : roots) {
                readersOf.computeIfAbsent(root, _ -> new ArrayList<>()).add(u);
            }
        }
    }

    /// @param units in the order to run
    /// @param inPlace terms that lie where a state term lies
    record Ordered(List<Unit> units, Map<Term, Term> inPlace) {}

    /// @param updates for each new value of the state, the state term it replaces
    static Ordered order(List<Unit> units, Map<Term, Term> updates) {
        var schedule = new Schedule(units);
        updates.forEach(schedule::update);
        return new Ordered(schedule.sorted(), schedule.inPlace);
    }

    private Set<Integer> needs(Unit unit) {
        Set<Integer> needs = new TreeSet<>();
        for (Term read : unit.reads()) {
            Integer maker = makers.get(read.root());
            if (maker != null) {
                needs.add(maker);
            }
        }
        return needs;
    }

    private void update(Term value, Term old) {
        int writer = Objects.requireNonNull(makers.get(value), () -> "nothing makes " + value);
        List<Integer> readers = new ArrayList<>(readersOf.getOrDefault(old, List.of()));
        readers.removeIf(r -> r == writer);
        if (replacesInPlace(units.get(writer), value, old) && readers.stream().noneMatch(r -> depends(r, writer))) {
            before.get(writer).addAll(readers);
            inPlace.put(value, old);
            return;
        }
        readers.add(writer);
        units.add(new Unit(
                List.of(new Task.Assemble(old, OptionalDouble.empty(), List.of(new Part.Columns(value, 0)))),
                Integer.MAX_VALUE));
        before.add(new TreeSet<>(readers));
    }

    /// Whether the unit may write over what it reads of `old`: nothing, or element by element in a loop.
    private static boolean replacesInPlace(Unit unit, Term value, Term old) {
        List<Term> reads = unit.reads().stream().filter(r -> r.root() == old).toList();
        boolean aligned =
                reads.stream().allMatch(r -> r == old && r.rows() == value.rows() && r.columns() == value.columns());
        return reads.isEmpty() || (unit.loop() && aligned);
    }

    /// Whether `unit` needs `other`, at once or by way of others.
    private boolean depends(int unit, int other) {
        var seen = new BitSet();
        var open = new ArrayDeque<>(List.of(unit));
        while (!open.isEmpty()) {
            int next = open.pop();
            if (next == other) {
                return true;
            }
            if (!seen.get(next)) {
                seen.set(next);
                open.addAll(before.get(next));
            }
        }
        return false;
    }

    private List<Unit> sorted() {
        List<List<Integer>> after = new ArrayList<>();
        units.forEach(_ -> after.add(new ArrayList<>()));
        int[] missing = new int[units.size()];
        int[] priority = IntStream.range(0, units.size()).map(this::priority).toArray();
        var ready = new PriorityQueue<Integer>(Comparator.comparingInt((Integer u) -> priority[u])
                .thenComparingInt(u -> u));
        for (int u = 0; u < units.size(); u++) {
            missing[u] = before.get(u).size();
            for (int earlier : before.get(u)) {
                after.get(earlier).add(u);
            }
            if (missing[u] == 0) {
                ready.add(u);
            }
        }
        var order = new ArrayList<Unit>();
        while (!ready.isEmpty()) {
            int unit = ready.remove();
            order.add(units.get(unit));
            for (int later : after.get(unit)) {
                if (--missing[later] == 0) {
                    ready.add(later);
                }
            }
        }
        if (order.size() != units.size()) {
            throw new IllegalStateException("units need each other in a circle: " + units);
        }
        return order;
    }

    /// Scalars and updates of the state run as soon as they can: they cost no memory, or free some.
    private int priority(int unit) {
        List<Term> results = units.get(unit).results();
        boolean scalar = units.get(unit).loop() && results.getFirst().elements() == 1;
        return scalar || results.stream().anyMatch(inPlace::containsKey)
                ? -1
                : units.get(unit).index();
    }
}
