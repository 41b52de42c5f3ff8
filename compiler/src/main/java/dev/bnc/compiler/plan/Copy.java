package dev.bnc.compiler.plan;

import java.util.List;

/// A copy between two layouts of one box of up to five dimensions: transposes, branches of a concat, the inside of a
/// pad.
///
/// Element `(i0, i1, ...)` moves from float `from.first + i0 * from.strides[0] + ...` of the source view to float
/// `to.first + i0 * to.strides[0] + ...` of the target view, both counted from where the view starts. The box stays
/// inside
/// the views.
public record Copy(Operand source, Walk from, Operand target, Walk to, List<Integer> sizes) implements Step {
    /// Most dimensions a box may have.
    public static final int RANK = 5;

    public Copy {
        sizes = List.copyOf(sizes);
        if (sizes.size() > RANK
                || from.strides().size() != sizes.size()
                || to.strides().size() != sizes.size()
                || from.last(sizes) >= source.span()
                || to.last(sizes) >= target.span()) {
            throw new IllegalArgumentException(
                    "copy " + sizes + " from " + from + " of " + source + " to " + to + " of " + target);
        }
    }

    /// How a box lies in a view.
    ///
    /// @param first float of the view that holds the box's first element
    /// @param strides floats from one element to the next in each dimension
    public record Walk(int first, List<Integer> strides) {
        public Walk {
            strides = List.copyOf(strides);
        }

        /// Float of the view that holds the last element of a box of these sizes.
        public int last(List<Integer> sizes) {
            int last = first;
            for (int d = 0; d < strides.size(); d++) {
                last += (sizes.get(d) - 1) * strides.get(d);
            }
            return last;
        }
    }

    /// Number of elements that move.
    public int elements() {
        return sizes.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public List<Operand> reads() {
        return List.of(source);
    }

    @Override
    public List<Operand> writes() {
        return List.of(target);
    }

    @Override
    public long flops() {
        return 0;
    }

    @Override
    public long bytes() {
        return 8L * elements();
    }
}
