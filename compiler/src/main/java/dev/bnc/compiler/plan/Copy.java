package dev.bnc.compiler.plan;

import java.util.List;

/// A copy between two layouts of one box of up to five dimensions: transposes, branches of a concat, the inside of a
/// pad.
///
/// Element `(i0, i1, ...)` moves from `source.start + i0 * sourceStrides[0] + ...` of the source's buffer to
/// `target.start + i0 * targetStrides[0] + ...` of the target's. The operands say what is touched at most.
public record Copy(
        Operand source, Operand target, List<Integer> sizes, List<Integer> sourceStrides, List<Integer> targetStrides)
        implements Step {
    /// Most dimensions a box may have.
    public static final int RANK = 5;

    public Copy {
        sizes = List.copyOf(sizes);
        sourceStrides = List.copyOf(sourceStrides);
        targetStrides = List.copyOf(targetStrides);
        if (sizes.size() > RANK || sourceStrides.size() != sizes.size() || targetStrides.size() != sizes.size()) {
            throw new IllegalArgumentException("copy " + sizes + " from " + sourceStrides + " to " + targetStrides);
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
}
