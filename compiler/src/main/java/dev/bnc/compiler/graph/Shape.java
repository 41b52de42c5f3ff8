package dev.bnc.compiler.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Sizes of a tensor, outermost first: `[N, channels, height, width]`. Only the first may be the symbolic [#BATCH].
public record Shape(List<Integer> sizes) {
    /// The batch size while it is still open; printed `N`.
    public static final int BATCH = -1;

    /// The shape of a scalar.
    public static final Shape SCALAR = new Shape(List.of());

    public Shape {
        sizes = List.copyOf(sizes);
        for (int i = 0; i < sizes.size(); i++) {
            if (sizes.get(i) < 1 && !(i == 0 && sizes.get(i) == BATCH)) {
                throw new IllegalArgumentException("size " + sizes.get(i) + " in " + sizes);
            }
        }
    }

    /// Shape with the given sizes.
    public static Shape of(Integer... sizes) {
        return new Shape(Arrays.asList(sizes));
    }

    /// Shape of a batch of examples that each have the sizes `example`.
    public static Shape batchOf(List<Integer> example) {
        var all = new ArrayList<Integer>();
        all.add(BATCH);
        all.addAll(example);
        return new Shape(all);
    }

    public int rank() {
        return sizes.size();
    }

    public int size(int dimension) {
        return sizes.get(dimension);
    }

    /// Whether the batch size is still open.
    public boolean symbolic() {
        return !sizes.isEmpty() && sizes.getFirst() == BATCH;
    }

    /// Number of elements.
    ///
    /// @throws IllegalStateException while the batch size is open
    public long elements() {
        if (symbolic()) {
            throw new IllegalStateException("the batch size of " + this + " is still open");
        }
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// Number of elements of one example: all sizes but the first.
    public long elementsPerExample() {
        return sizes.stream().skip(1).mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// This shape with another size in one place.
    public Shape with(int dimension, int size) {
        var changed = new ArrayList<>(sizes);
        changed.set(dimension, size);
        return new Shape(changed);
    }

    /// This shape with the open batch size filled in; the same shape if there is none.
    public Shape atBatch(int batch) {
        return symbolic() ? with(0, batch) : this;
    }

    /// As printed in graphs: `[N,1,28,28]`.
    @Override
    public String toString() {
        return sizes.stream().map(s -> s == BATCH ? "N" : s.toString()).collect(Collectors.joining(",", "[", "]"));
    }
}
