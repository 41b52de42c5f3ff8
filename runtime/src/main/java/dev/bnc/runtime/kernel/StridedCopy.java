package dev.bnc.runtime.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A copy between two layouts of the same box of up to five dimensions: transposes, slices, the inside of a pad.
///
/// Element `(i0, i1, ...)` moves from the sum of `i * source stride` to the sum of `i * target stride`; where the
/// box starts on either side is in the offsets given to the kernel. Elements are numbered in an order of the copy's
/// own choice, so a range of them says only how much is done.
///
/// Dimensions are kept in the order they are walked through: dimensions that are one in both layouts are put
/// together, the one that is finest in the target comes last, the one that is finest in the source before it.
public final class StridedCopy {
    private static final int RANK = 5;

    private final List<Dimension> dimensions;

    private record Dimension(int size, int source, int target) {
        /// Whether this dimension and the next finer one are one in both layouts.
        boolean continues(Dimension finer) {
            return source == finer.size * finer.source && target == finer.size * finer.target;
        }
    }

    private StridedCopy(List<Dimension> dimensions) {
        this.dimensions = List.copyOf(dimensions);
    }

    /// A copy of up to five dimensions, in any order.
    public static StridedCopy of(int[] sizes, int[] source, int[] target) {
        if (sizes.length > RANK || source.length != sizes.length || target.length != sizes.length) {
            throw new IllegalArgumentException("copy of " + Arrays.toString(sizes) + " from " + Arrays.toString(source)
                    + " to " + Arrays.toString(target));
        }
        var dimensions = new ArrayList<Dimension>();
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] != 1) {
                dimensions.add(new Dimension(sizes[d], source[d], target[d]));
            }
        }
        dimensions.sort(Comparator.comparingInt(Dimension::target).reversed());
        List<Dimension> merged = merged(dimensions);
        if (merged.size() > 2) {
            moveFinestOfSource(merged);
        }
        while (merged.size() < 2) {
            merged.addFirst(new Dimension(1, 0, 0));
        }
        return new StridedCopy(merged);
    }

    private static List<Dimension> merged(List<Dimension> dimensions) {
        var merged = new ArrayList<Dimension>();
        for (Dimension next : dimensions) {
            if (!merged.isEmpty() && merged.getLast().continues(next)) {
                Dimension coarse = merged.removeLast();
                merged.add(new Dimension(coarse.size * next.size, next.source, next.target));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    private static void moveFinestOfSource(List<Dimension> dimensions) {
        Dimension last = dimensions.removeLast();
        Dimension finest = dimensions.stream()
                .min(Comparator.comparingInt(Dimension::source))
                .orElseThrow();
        dimensions.remove(finest);
        dimensions.add(finest);
        dimensions.add(last);
    }

    /// `[n, c, positions]` to `[n, positions, c]`, both dense.
    public static StridedCopy toChannelsLast(int batch, int channels, int positions) {
        int size = channels * positions;
        return of(
                new int[] {batch, positions, channels},
                new int[] {size, 1, positions},
                new int[] {size, channels, 1});
    }

    /// `[n, positions, c]` to `[n, c, positions]`, both dense.
    public static StridedCopy toChannelsFirst(int batch, int channels, int positions) {
        int size = channels * positions;
        return of(
                new int[] {batch, channels, positions},
                new int[] {size, 1, channels},
                new int[] {size, positions, 1});
    }

    /// `rows` runs of `run` floats, with a stride on either side: a slice of a concat, written or read.
    public static StridedCopy rows(int rows, int run, int sourceStride, int targetStride) {
        return of(new int[] {rows, run}, new int[] {sourceStride, 1}, new int[] {targetStride, 1});
    }

    /// Number of elements moved.
    public int count() {
        return dimensions.stream().mapToInt(Dimension::size).reduce(1, Math::multiplyExact);
    }

    /// How the copy may be cut; the unit is an element.
    public Chunks chunks() {
        return Chunks.of(count(), 1);
    }

    /// Number of dimensions, two at least.
    int rank() {
        return dimensions.size();
    }

    int size(int dimension) {
        return dimensions.get(dimension).size;
    }

    int source(int dimension) {
        return dimensions.get(dimension).source;
    }

    int target(int dimension) {
        return dimensions.get(dimension).target;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StridedCopy that && dimensions.equals(that.dimensions);
    }

    @Override
    public int hashCode() {
        return dimensions.hashCode();
    }

    @Override
    public String toString() {
        return "StridedCopy" + dimensions;
    }
}
