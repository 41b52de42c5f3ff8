package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Pointwise;
import dev.bnc.compiler.graph.op.Window;
import java.util.List;
import java.util.OptionalDouble;

/// One thing to do, on terms: what becomes a step, or a part of a fused one, once it is known where everything lies.
sealed interface Task {
    /// The term it makes.
    Term result();

    /// The terms it reads.
    List<Term> reads();

    /// A pointwise operator; operands are as large as the result, or one row of it, or one element. Fused into loops.
    record Apply(Term result, Pointwise op, List<Term> reads) implements Task {}

    /// Sums over the rows of `source`, some for each chunk of rows: what [Elementwise#sums] of the loop that makes the
    /// source are.
    record Sums(Term result, Term source) implements Task {
        @Override
        public List<Term> reads() {
            return List.of(source);
        }
    }

    /// The same scalar or known number in all elements.
    record Fill(Term result, Term value) implements Task {
        @Override
        public List<Term> reads() {
            return List.of(value);
        }
    }

    /// Brings the right factor of products into panels.
    record Panels(Term result, Term matrix, Arrangement arrangement) implements Task {
        @Override
        public List<Term> reads() {
            return List.of(matrix);
        }
    }

    /// A matrix product.
    record Product(Term result, Form form, Term left, Term panels, int depth) implements Task {
        @Override
        public List<Term> reads() {
            return List.of(left, panels);
        }
    }

    /// Puts parts together; what no part covers gets the value of `fill`.
    record Assemble(Term result, OptionalDouble fill, List<Part> parts) implements Task {
        @Override
        public List<Term> reads() {
            return parts.stream().map(Part::source).toList();
        }
    }

    /// A kernel of the runtime.
    record Kernel(Term result, Op op, List<Term> reads) implements Task {}

    /// How the right factor `[depth, columns]` lies in memory.
    sealed interface Arrangement {
        /// As the matrix it is.
        record Plain() implements Arrangement {}

        /// Transposed.
        record Transposed() implements Arrangement {}

        /// Group `group` of `groups` of a filter `[o, c, kh, kw]`: depth `(kh, kw, c)`, columns `o`.
        record Filter(int group, int groups) implements Arrangement {}

        /// Group `group` of `groups` of a filter `[o, c, kh, kw]`: depth `(kh, kw, o)`, columns `c`.
        record FilterTransposed(int group, int groups) implements Arrangement {}

        /// Some taps of a filter `[o, c, kh, kw]`, from `first` on each `step`-th one: depth `(taps, taps, o)`, columns `c`.
        record FilterPhase(Extent first, Extent step) implements Arrangement {}

        /// A filter `[o, c, k, k]`, transformed for [Form.Winograd].
        record Winograd() implements Arrangement {}

        /// A filter `[o, c, k, k]` transformed for the [Form.Winograd] of its input gradient: turned by 180 degrees, depth
        /// `o` and columns `c`.
        record WinogradTransposed() implements Arrangement {}

        /// A filter `[o, c, k, k]` transformed for [Form.WinogradCells]: depth `o` and columns `c`.
        record WinogradCells() implements Arrangement {}

        /// A filter `[o, 1, kh, kw]` of a depthwise convolution: depth `(kh, kw)`, columns `o`.
        record Depthwise() implements Arrangement {}
    }

    /// How the left factor is made of its term; see [Left].
    sealed interface Form {
        /// As [Left.Rows].
        record Rows() implements Form {}

        /// As [Left.Columns].
        record Columns() implements Form {}

        /// As [Left.Patches].
        record Patches(Window window, Extent places, Left.Sight sight) implements Form {}

        /// As [Left.Winograd].
        record Winograd(Window window, Extent places) implements Form {}

        /// As [Left.WinogradCells].
        record WinogradCells(Window window, Extent cells) implements Form {}

        /// As [Left.PatchColumns].
        record PatchColumns(Window window, Extent places, Left.Sight sight) implements Form {}

        /// As [Left.Cells].
        record Cells(Window window, Extent cells, Left.Sight sight) implements Form {}

        /// The left factor over an operand.
        default Left over(Operand operand) {
            return switch (this) {
                case Rows _ -> new Left.Rows(operand);
                case Columns _ -> new Left.Columns(operand);
                case Winograd f -> new Left.Winograd(operand, f.window(), f.places());
                case WinogradCells f -> new Left.WinogradCells(operand, f.window(), f.cells());
                case Patches f -> new Left.Patches(operand, f.window(), f.places(), f.sight());
                case PatchColumns f -> new Left.PatchColumns(operand, f.window(), f.places(), f.sight());
                case Cells f -> new Left.Cells(operand, f.window(), f.cells(), f.sight());
            };
        }
    }

    /// What one term contributes to an [Assemble].
    sealed interface Part {
        Term source();

        /// All columns of the source, from column `at` on. May be written in place.
        record Columns(Term source, int at) implements Part {}

        /// A box.
        record Boxed(Term source, Box box) implements Part {}
    }

    /// Makes the copy of a part once source and target have their places.
    @FunctionalInterface
    interface Box {
        Copy between(Operand source, Operand target);
    }
}
