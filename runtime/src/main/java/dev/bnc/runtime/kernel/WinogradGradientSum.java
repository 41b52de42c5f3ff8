package dev.bnc.runtime.kernel;

/// Adds up the partial sums of a [WinogradGradient], range after range, and transforms them to a filter's gradient
/// `[columns, channels, side, side]`.
public final class WinogradGradientSum implements ChunkedWork {
    private final WinogradGradient.Parts parts;
    private final Operand sums;
    private final Operand result;
    private final Chunks chunks;

    /// From `sums` to `result`.
    public WinogradGradientSum(WinogradGradient.Parts parts, Operand sums, Operand result) {
        this.parts = parts;
        this.sums = sums;
        this.result = result;
        this.chunks = Chunks.of(parts.channels(), parts.ranges() * Winograd.POINTS * parts.columns());
    }

    @Override
    public int chunks() {
        return chunks.count();
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        float[] from = sums.in(state, arena);
        float[] to = result.in(state, arena);
        int columns = parts.columns();
        int count = parts.side() * parts.side();
        TileRunner runner = TileRunner.ofThread();
        float[] whole = runner.floats(0, Winograd.POINTS * columns);
        float[] taps = runner.floats(1, count * columns);
        float[] room = WinogradTiles.room(runner);
        for (int channel = chunks.from(chunk); channel < chunks.to(chunk); channel++) {
            addUp(from, channel, whole);
            switch (KernelProvider.choice()) {
                case VECTOR -> VectorWinograd.taps(parts.side(), whole, 0, columns, taps, columns, room);
                case SCALAR -> Winograd.taps(parts.side(), whole, 0, columns, taps, columns, 0, room);
            }
            int at = result.offset() + channel * count;
            BlockCopy.copy(taps, 0, columns, count, columns, to, at, 1, parts.channels() * count);
        }
    }

    /// `[36, columns]` of a channel.
    private void addUp(float[] from, int channel, float[] whole) {
        int columns = parts.columns();
        for (int point = 0; point < Winograd.POINTS; point++) {
            int at = sums.offset() + (point * parts.channels() + channel) * columns;
            System.arraycopy(from, at, whole, point * columns, columns);
            for (int range = 1; range < parts.ranges(); range++) {
                at += parts.rangeSize();
                add(from, at, columns, whole, point * columns);
            }
        }
    }

    private static void add(float[] from, int at, int count, float[] to, int target) {
        for (int i = 0; i < count; i++) {
            to[target + i] += from[at + i];
        }
    }
}
