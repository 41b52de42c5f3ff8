package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// What a step reads or writes: rows of a buffer, `stride` elements apart. Columns are the last dimension, rows all others.
///
/// @param buffer index in the plan's list of buffers
/// @param start first element, counted from the start of the buffer
/// @param dims sizes, innermost last: `[n, h, w, c]` for images, `[]` for a scalar
/// @param stride elements from one row to the next
public record View(int buffer, long start, List<Integer> dims, long stride) {
    public View {
        dims = List.copyOf(dims);
        if (buffer < 0 || start < 0 || stride < (dims.isEmpty() ? 1 : dims.getLast())) {
            throw new IllegalArgumentException("view of buffer " + buffer + " at " + start + ", " + dims + ", stride " + stride);
        }
    }

    /// The view of an operand of a plan; buffers are counted alike.
    public static View of(Operand operand) {
        return new View(operand.buffer(), operand.start(), operand.dims(), operand.stride());
    }

    /// A whole buffer as a dense tensor.
    public static View dense(int buffer, List<Integer> dims) {
        return new View(buffer, 0, dims, dims.isEmpty() ? 1 : dims.getLast());
    }

    /// Size of the last dimension; 1 for a scalar.
    public int columns() {
        return dims.isEmpty() ? 1 : dims.getLast();
    }

    /// Product of all dimensions but the last.
    public long rows() {
        return dims.stream().limit(Math.max(0, dims.size() - 1)).mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// Number of elements.
    public long elements() {
        return Math.multiplyExact(rows(), (long) columns());
    }

    /// Elements from the first one to behind the last one.
    public long span() {
        return Math.addExact(Math.multiplyExact(rows() - 1, stride), columns());
    }

    /// First element of the buffer behind the view.
    public long end() {
        return Math.addExact(start, span());
    }

    /// The same elements as `[rows, columns]`.
    public View matrix() {
        return new View(buffer, start, List.of(Math.toIntExact(rows()), columns()), stride);
    }

    /// Whether the elements are consecutive.
    public boolean contiguous() {
        return stride == columns() || rows() == 1;
    }

    /// Whether the two views have an element in common, as far as start, span and common strides tell.
    public boolean overlaps(View other) {
        if (buffer != other.buffer || end() <= other.start || other.end() <= start) {
            return false;
        }
        if (stride != other.stride) {
            return true;
        }
        long apart = Math.floorMod(other.start - start, stride);
        return apart < columns() || apart + other.columns() > stride;
    }

    /// Whether all elements of `inner` are elements of this view, as far as start, span and common strides tell.
    public boolean contains(View inner) {
        long from = inner.start - start;
        if (buffer != inner.buffer || from < 0 || from + inner.span() > span()) {
            return false;
        }
        return contiguous() || (inner.stride == stride && from % stride + inner.columns() <= columns());
    }
}
