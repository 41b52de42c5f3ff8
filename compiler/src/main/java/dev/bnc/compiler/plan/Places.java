package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Task.Apply;
import dev.bnc.compiler.plan.Task.Assemble;
import dev.bnc.compiler.plan.Task.Form;
import dev.bnc.compiler.plan.Task.Kernel;
import dev.bnc.compiler.plan.Task.Part;
import dev.bnc.compiler.plan.Task.Product;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the terms that do not lie densely in memory of their own: those that are made right where they are put together
/// (branches of a concat, groups of a convolution), and those whose rows are kept apart.
///
/// A term lies in the columns of another one if a loop or a product makes it (they write rows any distance apart), if
/// nothing but that concat needs it in memory of its own, and if all that read it can read rows apart too.
///
/// Rows are kept apart where a product reads a dozen of them side by side and they would lie a multiple of 4 KiB apart:
/// they would all compete for the same few lines of a first-level cache (of 1024 channels: 79 instead of 99 GFLOP/s). And where a depthwise
/// convolution reads them.
final class Places {
    private final Map<Term, Task> makers = new HashMap<>();
    private final Map<Term, List<Task>> readers = new HashMap<>();
    private final Set<Term> reserved;
    private final Map<Term, Column> columns = new HashMap<>();
    private final Set<Term> apart = new HashSet<>();

    /// Floats from row to row at whose multiples rows compete.
    private static final int COMPETING = 1024;

    /// Floats between rows that are kept apart: a cache line.
    private static final int BETWEEN = 16;

    /// Rows that a depthwise convolution has under way.
    private static final int ROWS_IN_TURN = 8;

    /// Rows that fit a first-level cache of eight ways, whatever lies between them.
    private static final int FEW_ROWS = 8;

    /// A term's place in the columns of another, from `at` on.
    record Column(Term whole, int at) {}

    private Places(List<Unit> units, Set<Term> reserved) {
        this.reserved = reserved;
        for (Unit unit : units) {
            for (Task task : unit.tasks()) {
                makers.put(task.result(), task);
                for (Term read : new HashSet<>(task.reads())) {
                    readers.computeIfAbsent(read.root(), _ -> new ArrayList<>()).add(task);
                }
            }
        }
    }

    /// @param reserved terms that already have a place: outputs, and what lies in the state
    static Places of(List<Unit> units, Set<Term> reserved, Machine machine) {
        var places = new Places(units, reserved);
        for (Unit unit : units.reversed()) {
            if (unit.tasks().getFirst() instanceof Assemble assemble
                    && assemble.fill().isEmpty()
                    && assemble.parts().size() > 1) {
                assemble.parts().forEach(part -> places.place(assemble, part));
            }
        }
        switch (machine) {
            case JVM -> places.keepApart();
            case DEVICE -> {}
        }
        return places;
    }

    /// Where in another term a term lies, if it does.
    Optional<Column> column(Term term) {
        return Optional.ofNullable(columns.get(term));
    }

    /// Floats from row to row of a term that has memory of its own.
    int pitch(Term term) {
        return apart.contains(term) ? term.columns() + BETWEEN : term.columns();
    }

    private void keepApart() {
        makers.keySet().stream()
                .filter(term -> term.rows() > FEW_ROWS)
                .filter(term -> readers.getOrDefault(term, List.of()).stream().anyMatch(task -> competes(term, task)))
                .filter(term -> candidate(term).isPresent())
                .forEach(apart::add);
    }

    /// Whether a product reads rows of the term side by side that compete.
    private static boolean competes(Term term, Task reader) {
        return reader instanceof Product product
                && product.left().root() == term
                && rowsApart(product.form()) * term.columns() % COMPETING == 0;
    }

    /// How many rows further the next row of a left factor is. A depthwise convolution reads and writes in turn, and a
    /// processor takes what it reads for what it has just written where both lie a multiple of 4 KiB apart: so it counts
    /// rows up to that distance.
    private static int rowsApart(Form form) {
        return switch (form) {
            case Form.Patches patches when patches.sight() == Left.Sight.OWN -> ROWS_IN_TURN;
            case Form.Patches patches -> patches.window().stride().width();
            case Form.Rows _,
                    Form.Columns _,
                    Form.PatchColumns _,
                    Form.Cells _,
                    Form.Winograd _,
                    Form.WinogradCells _ -> 1;
        };
    }

    private void place(Assemble assemble, Part part) {
        if (part instanceof Part.Columns(Term source, int at)) {
            candidate(source.canonical()).ifPresent(term -> columns.put(term, new Column(assemble.result(), at)));
        }
    }

    private Optional<Term> candidate(Term term) {
        Task maker = makers.get(term);
        boolean strided = maker instanceof Apply || maker instanceof Product;
        boolean free = !reserved.contains(term) && !columns.containsKey(term);
        boolean readable = strided
                && readers.getOrDefault(term, List.of()).stream().allMatch(reader -> readsStrided(reader, term));
        return strided && free && readable ? Optional.of(term) : Optional.empty();
    }

    private static boolean readsStrided(Task reader, Term term) {
        boolean able = !(reader instanceof Kernel);
        return able && reader.reads().stream().filter(r -> r.root() == term).allMatch(Places::keepsRows);
    }

    /// Whether the term and all it is a view of have the same rows, so that a row stride is all that changes.
    private static boolean keepsRows(Term term) {
        return switch (term.source()) {
            case Term.Source.View view -> view.base().rows() == term.rows() && keepsRows(view.base());
            case Term.Source.Factor factor -> keepsRows(factor.base());
            case Term.Source.Made _,
                    Term.Source.State _,
                    Term.Source.Input _,
                    Term.Source.Literal _,
                    Term.Source.Uniform _ -> true;
        };
    }
}
