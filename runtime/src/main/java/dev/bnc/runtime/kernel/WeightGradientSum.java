package dev.bnc.runtime.kernel;

/// Adds up the partial sums of a [WeightGradient], range after range, and turns them: a filter's gradient
/// `[columns, channels, taps]`.
public final class WeightGradientSum implements ChunkedWork {
    private final WeightGradient.Parts parts;
    private final Operand sums;
    private final Operand result;
    private final Chunks chunks;

    /// From `sums` to `result`.
    public WeightGradientSum(WeightGradient.Parts parts, Operand sums, Operand result) {
        this.parts = parts;
        this.sums = sums;
        this.result = result;
        this.chunks = Chunks.of(parts.channels(), parts.ranges() * parts.taps() * parts.columns());
    }

    @Override
    public int chunks() {
        return chunks.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        float[] from = sums.in(state, arena);
        int columns = parts.columns();
        int first = chunks.from(chunk);
        int rows = (chunks.to(chunk) - first) * parts.taps();
        float[] whole = TileRunner.ofThread().floats(0, rows * columns);
        for (int row = 0; row < rows; row++) {
            int channel = first + row / parts.taps();
            addUp(from, row % parts.taps() * parts.channels() + channel, whole, row * columns);
        }
        int at = result.offset() + first * parts.taps();
        BlockCopy.copy(whole, 0, columns, rows, columns, result.in(state, arena), at, 1, parts.rows());
    }

    /// One row of all ranges.
    private void addUp(float[] from, int row, float[] to, int target) {
        int columns = parts.columns();
        int at = sums.offset() + row * columns;
        System.arraycopy(from, at, to, target, columns);
        for (int range = 1; range < parts.ranges(); range++) {
            at += parts.rangeSize();
            add(from, at, columns, to, target);
        }
    }

    private static void add(float[] from, int at, int count, float[] to, int target) {
        for (int i = 0; i < count; i++) {
            to[target + i] += from[at + i];
        }
    }
}
