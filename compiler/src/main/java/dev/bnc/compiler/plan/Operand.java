package dev.bnc.compiler.plan;

import java.util.ArrayList;
import java.util.List;

/// What a step reads or writes: a view of a buffer as a matrix of rows, `stride` floats apart.
///
/// The dimensions are physical, innermost last: `[n, h, w, c]` for images (channels-last), `[n, c]`, `[c]`, `[]` for
/// a scalar, a weight's own `[o, c, kh, kw]`. Columns are the last dimension, rows are all others. A view of some
/// columns of a wider matrix (a branch of a concat, a group of a convolution) has a stride larger than its columns.
///
/// @param buffer index in the plan's list of buffers
/// @param start first float, counted from the start of the buffer
/// @param stride floats from one row to the next
public record Operand(int buffer, int start, List<Integer> dims, int stride) {
    public Operand {
        dims = List.copyOf(dims);
        int columns = dims.isEmpty() ? 1 : dims.getLast();
        if (buffer < 0 || start < 0 || stride < columns || dims.stream().anyMatch(d -> d < 1)) {
            throw new IllegalArgumentException(
                    "operand of buffer " + buffer + " at " + start + ", dims " + dims + ", stride " + stride);
        }
    }

    /// A whole buffer as a dense tensor.
    public static Operand dense(int buffer, List<Integer> dims) {
        return new Operand(buffer, 0, dims, dims.isEmpty() ? 1 : dims.getLast());
    }

    /// Size of the last dimension; 1 for a scalar.
    public int columns() {
        return dims.isEmpty() ? 1 : dims.getLast();
    }

    /// Product of all dimensions but the last.
    public int rows() {
        return dims.stream().limit(Math.max(0, dims.size() - 1)).reduce(1, Math::multiplyExact);
    }

    /// Number of elements.
    public int elements() {
        return Math.multiplyExact(rows(), columns());
    }

    /// Floats from the first element to behind the last one.
    public int span() {
        return Math.addExact(Math.multiplyExact(rows() - 1, stride), columns());
    }

    /// Whether the elements are consecutive floats.
    public boolean contiguous() {
        return stride == columns() || rows() == 1;
    }

    /// The same elements as `[rows, columns]`.
    public Operand matrix() {
        return withDims(List.of(rows(), columns()));
    }

    /// The same elements as one row. Only for contiguous operands.
    public Operand flat() {
        if (!contiguous()) {
            throw new IllegalStateException(this + " is not contiguous");
        }
        return new Operand(buffer, start, List.of(1, elements()), elements());
    }

    /// The same elements under other dimensions. The last one may only change if the operand is contiguous.
    public Operand withDims(List<Integer> changed) {
        int columns = changed.isEmpty() ? 1 : changed.getLast();
        if (columns != columns() && !contiguous()) {
            throw new IllegalStateException(this + " cannot be seen as " + changed);
        }
        return new Operand(buffer, start, changed, columns == columns() ? stride : columns);
    }

    /// Columns `from` to before `to` of all rows.
    public Operand columns(int from, int to) {
        var narrowed = new ArrayList<>(dims);
        narrowed.set(dims.size() - 1, to - from);
        return new Operand(buffer, start + from, narrowed, stride);
    }

    /// The same view of another buffer.
    public Operand in(int otherBuffer) {
        return new Operand(otherBuffer, start, dims, stride);
    }

    /// Whether the two views have an element in common, as far as start, span and common strides tell.
    public boolean overlaps(Operand other) {
        if (buffer != other.buffer || start + span() <= other.start || other.start + other.span() <= start) {
            return false;
        }
        if (stride != other.stride) {
            return true;
        }
        int apart = Math.floorMod(other.start - start, stride);
        return apart < columns() || apart + other.columns() > stride;
    }
}
