package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import java.util.List;

/// A tensor of the program that is being lowered, before it has a place in memory. Two terms are the same only if
/// they are the same object.
///
/// Terms differ from the graph's values in that they know the order of their elements, and in that a term may be seen
/// through: a reshape is a view of what it reshapes, a broadcast is its scalar.
final class Term {
    private final String name;
    private final Shape shape;
    private final Layout layout;
    private final Source source;

    Term(String name, Shape shape, Layout layout, Source source) {
        this.name = name;
        this.shape = shape;
        this.layout = layout.normalized(shape);
        this.source = source;
    }

    /// Where the elements come from.
    sealed interface Source {
        /// Result of a [Task].
        record Made() implements Source {}

        /// A tensor of the state, at this offset.
        record State(int offset) implements Source {}

        /// An input of the program.
        record Input() implements Source {}

        /// The same known number everywhere.
        record Literal(double value) implements Source {}

        /// The element of a scalar term everywhere.
        record Uniform(Term scalar) implements Source {}

        /// All of `base` under other dimensions, or the columns of it that start at `from`.
        record View(Term base, int from) implements Source {}

        /// All of `base`, as the right factor of a product.
        record Factor(Term base, Task.Arrangement arrangement) implements Source {}
    }

    String name() {
        return name;
    }

    Shape shape() {
        return shape;
    }

    Layout layout() {
        return layout;
    }

    Source source() {
        return source;
    }

    List<Integer> dims() {
        return layout.dims(shape);
    }

    int elements() {
        return Math.toIntExact(shape.elements());
    }

    int columns() {
        return dims().isEmpty() ? 1 : dims().getLast();
    }

    int rows() {
        return elements() / columns();
    }

    /// The term whose memory this one is part of; itself if it is no view.
    Term root() {
        return switch (source) {
            case Source.View view -> view.base().root();
            case Source.Factor factor -> factor.base().root();
            case Source.Made _, Source.State _, Source.Input _, Source.Literal _, Source.Uniform _ -> this;
        };
    }

    /// The furthest term behind this one that has the very same rows and columns.
    Term canonical() {
        boolean same = source instanceof Source.View view
                && view.base().rows() == rows()
                && view.base().columns() == columns();
        return same ? ((Source.View) source).base().canonical() : this;
    }

    /// Whether the elements are consecutive, as far as is known before memory is laid out.
    boolean dense() {
        return !(source instanceof Source.View view)
                || (view.base().dense() && (rows() == 1 || view.base().elements() == elements()));
    }

    /// Whether there is no memory behind the term.
    boolean virtual() {
        return source instanceof Source.Literal || source instanceof Source.Uniform;
    }

    @Override
    public String toString() {
        return "%" + name + shape;
    }
}
