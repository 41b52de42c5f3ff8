package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// A copy between two layouts of the same five-dimensional box: transposes, slices, the inside of a pad.
///
/// Element `(i0, ..., i4)` moves from the sum of `i * source stride` to the sum of `i * target stride`; where the
/// box starts on either side is in the offsets given to the kernel.
///
/// @param sizes five sizes, outermost first
/// @param source five strides in the array read
/// @param target five strides in the array written
@SuppressWarnings("ArrayRecordComponent") // never handed out: the accessors copy
public record StridedCopy(int[] sizes, int[] source, int[] target) {
    private static final int RANK = 5;

    public StridedCopy {
        sizes = widen(sizes, 1);
        source = widen(source, 0);
        target = widen(target, 0);
    }

    /// A copy of up to five dimensions; missing outer dimensions are 1.
    public static StridedCopy of(int[] sizes, int[] source, int[] target) {
        return new StridedCopy(sizes, source, target);
    }

    /// `[n, c, positions]` to `[n, positions, c]`, both dense.
    public static StridedCopy toChannelsLast(int batch, int channels, int positions) {
        int size = channels * positions;
        return of(
                new int[] {batch, positions, channels}, new int[] {size, 1, positions}, new int[] {size, channels, 1});
    }

    /// `[n, positions, c]` to `[n, c, positions]`, both dense.
    public static StridedCopy toChannelsFirst(int batch, int channels, int positions) {
        int size = channels * positions;
        return of(
                new int[] {batch, channels, positions}, new int[] {size, 1, channels}, new int[] {size, positions, 1});
    }

    /// `rows` runs of `run` floats, with a stride on either side: a slice of a concat, written or read.
    public static StridedCopy rows(int rows, int run, int sourceStride, int targetStride) {
        return of(new int[] {rows, run}, new int[] {sourceStride, 1}, new int[] {targetStride, 1});
    }

    /// Number of elements moved.
    public int count() {
        return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    }

    /// How the copy may be cut; the unit is an element, in the order of the box.
    public Chunks chunks() {
        return Chunks.of(count(), 1);
    }

    @Override
    public int[] sizes() {
        return sizes.clone();
    }

    @Override
    public int[] source() {
        return source.clone();
    }

    @Override
    public int[] target() {
        return target.clone();
    }

    int size(int dimension) {
        return sizes[dimension];
    }

    int sourceStride(int dimension) {
        return source[dimension];
    }

    int targetStride(int dimension) {
        return target[dimension];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StridedCopy that
                && Arrays.equals(sizes, that.sizes)
                && Arrays.equals(source, that.source)
                && Arrays.equals(target, that.target);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(sizes) + Arrays.hashCode(source)) + Arrays.hashCode(target);
    }

    @Override
    public String toString() {
        return "StridedCopy[sizes=" + Arrays.toString(sizes) + ", source=" + Arrays.toString(source) + ", target="
                + Arrays.toString(target) + "]";
    }

    private static int[] widen(int[] given, int missing) {
        if (given.length > RANK) {
            throw new IllegalArgumentException("a strided copy has at most 5 dimensions, not " + given.length);
        }
        int[] wide = new int[RANK];
        Arrays.fill(wide, missing);
        System.arraycopy(given, 0, wide, RANK - given.length, given.length);
        return wide;
    }
}
