package dev.bnc.runtime.kernel;

/// A range `[0, total)` cut into chunks of `size` units, the last one shorter. Depends on shapes only.
public record Chunks(int total, int size) {
    /// Floats worth one chunk: a few microseconds of work, well above the cost of handing a chunk over.
    private static final int GRAIN = 16384;

    /// More chunks than this balance no better and cost more to combine.
    private static final int MOST = 64;

    public Chunks {
        if (total < 0 || size < 1) {
            throw new IllegalArgumentException("cannot cut " + total + " units into chunks of " + size);
        }
    }

    /// Chunks of `total` units that each touch about `cost` floats.
    public static Chunks of(int total, int cost) {
        int worthwhile = Math.ceilDiv(GRAIN, Math.max(1, cost));
        return new Chunks(total, Math.max(1, Math.max(worthwhile, Math.ceilDiv(total, MOST))));
    }

    /// As many chunks or one more, so that two threads have as much to do: for work that chunks do not combine.
    Chunks inPairs() {
        int even = count() + count() % 2;
        return count() <= 1 ? this : new Chunks(total, Math.ceilDiv(total, even));
    }

    /// Number of chunks; none if there is nothing to do.
    public int count() {
        return Math.ceilDiv(total, size);
    }

    /// First unit of a chunk.
    public int from(int chunk) {
        return chunk * size;
    }

    /// First unit behind a chunk.
    public int to(int chunk) {
        return Math.min(total, (chunk + 1) * size);
    }
}
