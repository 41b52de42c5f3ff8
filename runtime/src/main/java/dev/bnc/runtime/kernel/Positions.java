package dev.bnc.runtime.kernel;

/// Shape `[batch, positions, channels]`: a channels-last picture whose height and width do not matter.
public record Positions(int batch, int positions, int channels) {
    /// How work that treats each example by itself may be cut; the unit is an example.
    public Chunks chunks() {
        return Chunks.of(batch, Math.multiplyExact(positions, channels));
    }

    /// Index of an example's first float.
    int at(int example) {
        return example * positions * channels;
    }
}
