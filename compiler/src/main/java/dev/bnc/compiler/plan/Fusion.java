package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Task.Apply;
import dev.bnc.compiler.plan.Task.Sums;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Joins pointwise tasks to loops.
///
/// A task joins the loop that makes one of its operands if both run over the same rows and columns, and nothing
/// outside the loop lies on a way from one to the other (then the loop would have to run before and after it). A loop
/// may have several results: a weight and its momentum are updated together. Sums over rows join the loop that makes
/// what they sum, and each other if they sum functions of the same values.
final class Fusion {
    /// Bounds on a loop, so that its body fits registers and stays small enough to be compiled well.
    private static final int MOST_APPLIES = 40;

    private static final int MOST_OPERANDS = 14;

    private final List<Task> tasks;
    private final Map<Term, Integer> makers = new HashMap<>();
    /// Loop of each task, by its oldest member; other tasks are alone.
    private final int[] loopOf;

    /// Tasks of each loop, at the place of its oldest member; none at those of the others.
    private final List<List<Integer>> members = new ArrayList<>();

    private final Ranks ranks;

    private Fusion(List<Task> tasks) {
        this.tasks = tasks;
        ranks = new Ranks(tasks.size());
        loopOf = new int[tasks.size()];
        for (int i = 0; i < tasks.size(); i++) {
            makers.put(tasks.get(i).result(), i);
            loopOf[i] = i;
            members.add(new ArrayList<>(List.of(i)));
        }
    }

    /// The units of a program, products still without epilogues, each before those that read its results or not: see
    /// [Schedule] for an order.
    static List<Unit> fuse(List<Task> tasks) {
        var fusion = new Fusion(tasks);
        for (int i = 0; i < tasks.size(); i++) {
            if (inLoops(tasks.get(i))) {
                fusion.join(i);
            }
        }
        fusion.joinSums();
        return fusion.members.stream()
                .filter(loop -> !loop.isEmpty())
                .map(loop -> new Unit(loop.stream().map(tasks::get).toList(), loop.getFirst()))
                .toList();
    }

    private static boolean inLoops(Task task) {
        return task instanceof Apply || task instanceof Sums;
    }

    private void join(int task) {
        for (Term read : tasks.get(task).reads()) {
            Integer maker = makers.get(read);
            if (maker != null && tasks.get(maker) instanceof Apply) {
                joinLoops(maker, task);
            }
        }
    }

    /// Loops with sums that read the same values: these are read once then.
    private void joinSums() {
        Map<Term, Integer> readers = new HashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i) instanceof Sums) {
                Term domain = domain(i);
                for (int member : List.copyOf(members.get(loopOf[i]))) {
                    for (Term read : tasks.get(member).reads()) {
                        boolean whole = read.rows() == domain.rows() && read.columns() == domain.columns();
                        Integer other = whole ? readers.putIfAbsent(read, i) : null;
                        if (other != null) {
                            joinLoops(other, i);
                        }
                    }
                }
            }
        }
    }

    private void joinLoops(int one, int other) {
        if (alike(loopOf[one], loopOf[other])) {
            boolean inOrder = ranks.of(loopOf[one]) < ranks.of(loopOf[other]);
            joinInOrder(loopOf[inOrder ? one : other], loopOf[inOrder ? other : one]);
        }
    }

    /// A term with the rows and columns that a task's loop runs over.
    private Term domain(int task) {
        return tasks.get(task) instanceof Sums sums ? sums.source() : tasks.get(task).result();
    }

    private boolean alike(int one, int other) {
        Term first = domain(one);
        Term second = domain(other);
        return one != other
                && first.rows() == second.rows()
                && first.columns() == second.columns()
                && first.layout() == second.layout()
                && small(one, other)
                && readsWhole(one, other);
    }

    /// Joins two loops unless a third unit needs the first and is needed by the second.
    private void joinInOrder(int early, int late) {
        Set<Integer> needed = new HashSet<>();
        var open = new ArrayDeque<>(needs(late));
        open.removeFirstOccurrence(early);
        while (!open.isEmpty()) {
            int unit = open.pop();
            if (unit == early) {
                return;
            }
            // What comes before `early` in the order does not need it.
            if (ranks.of(unit) > ranks.of(early) && needed.add(unit)) {
                open.addAll(needs(unit));
            }
        }
        int joined = Math.min(early, late);
        ranks.join(early, late, joined, needed::contains);
        merge(joined, Math.max(early, late));
    }

    private boolean small(int one, int other) {
        int applies = members.get(one).size() + members.get(other).size();
        Set<Term> operands = new HashSet<>();
        for (int task : both(one, other)) {
            operands.addAll(tasks.get(task).reads());
            operands.add(tasks.get(task).result());
        }
        return applies <= MOST_APPLIES && operands.size() - applies <= MOST_OPERANDS;
    }

    /// Whether what the two loops read of each other is all of it, element by element: no column of a slice.
    private boolean readsWhole(int one, int other) {
        for (int task : both(one, other)) {
            for (Term read : tasks.get(task).reads()) {
                Integer maker = makers.get(read.root());
                boolean inside = maker != null && (loopOf[maker] == one || loopOf[maker] == other);
                if (inside && read != read.root()) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Integer> both(int one, int other) {
        var both = new ArrayList<>(members.get(one));
        both.addAll(members.get(other));
        return both;
    }

    private Set<Integer> needs(int unit) {
        var needs = new LinkedHashSet<Integer>();
        for (int task : members.get(unit)) {
            for (Term read : tasks.get(task).reads()) {
                Integer maker = makers.get(read.root());
                if (maker != null && loopOf[maker] != unit) {
                    needs.add(loopOf[maker]);
                }
            }
        }
        return needs;
    }

    private void merge(int kept, int gone) {
        List<Integer> all = members.get(kept);
        all.addAll(members.get(gone));
        members.get(gone).clear();
        all.sort(null);
        all.forEach(task -> loopOf[task] = kept);
    }
}
