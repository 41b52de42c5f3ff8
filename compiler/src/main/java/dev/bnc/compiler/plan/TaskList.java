package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Pointwise;
import dev.bnc.compiler.plan.Task.Arrangement;
import dev.bnc.compiler.plan.Task.Part;
import dev.bnc.compiler.plan.Term.Source;
import dev.bnc.runtime.kernel.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/// Collects the tasks of a program while its nodes are lowered. Each task reads only results of tasks before it.
///
/// Conversions (another order of elements, dense instead of strided, in memory instead of known) are made on demand,
/// and once for each term.
final class TaskList {
    /// Pointwise results of at most this many elements are shared where the same formula occurs twice. Larger ones
    /// are not: keeping one for later costs more than computing it again.
    private static final int SHARED_ELEMENTS = 4096;

    private final List<Task> tasks = new ArrayList<>();
    private final Map<Object, Term> made = new HashMap<>();
    private final Set<Term> inLoops = new HashSet<>();
    private final Machine machine;
    private String naming = "";
    private int next;

    TaskList(Machine machine) {
        this.machine = machine;
    }

    /// What the tasks are for.
    Machine machine() {
        return machine;
    }

    /// Tasks that follow are for the node of this name.
    void naming(String node) {
        naming = node;
        next = 0;
    }

    List<Task> tasks() {
        return tasks;
    }

    /// A known number.
    Term literal(double value) {
        return made.computeIfAbsent(
                value,
                _ -> new Term(Double.toString(value), Shape.SCALAR, Layout.CHANNELS_LAST, new Source.Literal(value)));
    }

    /// A scalar in all places of a shape.
    Term uniform(Term scalar, Shape shape) {
        Source source = scalar.source() instanceof Source.Literal ? scalar.source() : new Source.Uniform(scalar);
        return new Term(fresh(), shape, Layout.CHANNELS_LAST, source);
    }

    /// A view of `base` under another shape, or of its columns from `from` on.
    Term view(Term base, Shape shape, Layout layout, int from) {
        return new Term(fresh(), shape, layout, new Source.View(base, from));
    }

    /// A pointwise operator; the result is shaped like `like`.
    Term apply(Pointwise op, Term like, Term... operands) {
        List<Term> reads = List.of(operands).stream().map(TaskList::seenThrough).toList();
        if (like.rows() == 1 && like.elements() <= SHARED_ELEMENTS) {
            var key = List.of(op, like.dims(), reads);
            Term known = made.get(key);
            if (known == null) {
                known = applied(op, like, reads);
                made.put(key, known);
            }
            return known;
        }
        return applied(op, like, reads);
    }

    private Term applied(Pointwise op, Term like, List<Term> reads) {
        Term result = fresh(like.shape(), like.layout());
        tasks.add(new Task.Apply(result, op, reads));
        inLoops.add(result);
        return result;
    }

    private static Term seenThrough(Term operand) {
        return operand.source() instanceof Source.Uniform(Term scalar) ? scalar.canonical() : operand.canonical();
    }

    /// A kernel's result, channels last.
    Term kernel(Op op, Shape shape, List<Term> operands) {
        List<Term> reads =
                operands.stream().map(o -> dense(channelsLast(stored(o)))).toList();
        Term result = fresh(shape, Layout.CHANNELS_LAST);
        tasks.add(new Task.Kernel(result, op, reads));
        return result;
    }

    /// A kernel's result, in the order of the shape.
    Term rowMajorKernel(Op op, Shape shape, List<Term> operands) {
        List<Term> reads =
                operands.stream().map(o -> dense(channelsLast(stored(o)))).toList();
        Term result = fresh(shape, Layout.ROW_MAJOR);
        tasks.add(new Task.Kernel(result, op, reads));
        return result;
    }

    /// Whether a loop makes the term, so that it can be summed up as it is made.
    boolean madeInLoop(Term term) {
        return inLoops.contains(term.canonical());
    }

    /// The sum over the rows of each column, of a term with at least two rows, `[columns]`. The loop that makes the term
    /// does most of it.
    Term columnSums(Term term) {
        Term summed = term.canonical();
        int chunks = new Rows(summed.rows(), summed.columns()).chunks().count();
        Term partial = fresh(Shape.of(Elementwise.SUM_ROWS * chunks, summed.columns()), Layout.CHANNELS_LAST);
        tasks.add(new Task.Sums(partial, summed));
        return kernel(new ChannelSum(), Shape.of(summed.columns()), List.of(partial));
    }

    /// The right factor of products: in panels, or where it lies. Factors that are used twice are packed once.
    Term panels(Term matrix, Arrangement arrangement, int size) {
        Term stored = stored(matrix);
        return once(List.of(stored, arrangement), () -> {
            return switch (machine) {
                case JVM -> {
                    Term result = fresh(Shape.of(size), Layout.CHANNELS_LAST);
                    tasks.add(new Task.Panels(result, stored, arrangement));
                    yield result;
                }
                case DEVICE ->
                    new Term(fresh(), stored.shape(), stored.layout(), new Source.Factor(stored, arrangement));
            };
        });
    }

    /// A product's result.
    Term product(Shape shape, Layout layout, Task.Form form, Term left, Term panels, int depth) {
        Term result = fresh(shape, layout);
        tasks.add(new Task.Product(result, form, left, panels, depth));
        return result;
    }

    /// Parts put together.
    Term assemble(Shape shape, Layout layout, OptionalDouble fill, List<Part> parts) {
        Term result = fresh(shape, layout);
        tasks.add(new Task.Assemble(result, fill, parts));
        return result;
    }

    /// The same elements in memory.
    Term stored(Term term) {
        if (!term.virtual()) {
            return term;
        }
        return once(List.of("stored", term), () -> {
            Term result = fresh(term.shape(), term.layout());
            tasks.add(new Task.Fill(result, seenThrough(term)));
            return result;
        });
    }

    /// The same elements, each after the other.
    Term dense(Term term) {
        if (term.dense()) {
            return term;
        }
        return once(
                List.of("dense", term),
                () -> assemble(
                        term.shape(), term.layout(), OptionalDouble.empty(), List.of(new Part.Columns(term, 0))));
    }

    /// The same elements in order `[n, ..., c]`.
    Term channelsLast(Term term) {
        if (term.layout() == Layout.CHANNELS_LAST || term.virtual()) {
            return term;
        }
        return once(List.of(Layout.CHANNELS_LAST, term), () -> {
            var part = new Part.Boxed(dense(term), Boxes.toChannelsLast(term.shape()));
            return assemble(term.shape(), Layout.CHANNELS_LAST, OptionalDouble.empty(), List.of(part));
        });
    }

    /// The same elements in the order of the shape, dense, in memory.
    Term rowMajor(Term term) {
        Term stored = stored(term);
        if (stored.layout().equals(Layout.ROW_MAJOR.normalized(stored.shape())) || term.virtual()) {
            return dense(stored);
        }
        return once(List.of(Layout.ROW_MAJOR, stored), () -> {
            var part = new Part.Boxed(stored, Boxes.toRowMajor(term.shape()));
            return assemble(term.shape(), Layout.ROW_MAJOR, OptionalDouble.empty(), List.of(part));
        });
    }

    /// A copy of the elements in memory of their own.
    Term copied(Term term) {
        return assemble(term.shape(), term.layout(), OptionalDouble.empty(), List.of(new Part.Columns(term, 0)));
    }

    private Term once(Object key, Supplier<Term> maker) {
        Term known = made.get(key);
        if (known == null) {
            known = maker.get();
            made.put(key, known);
        }
        return known;
    }

    private Term fresh(Shape shape, Layout layout) {
        return new Term(fresh(), shape, layout, new Source.Made());
    }

    private String fresh() {
        return naming + "." + next++;
    }
}
