package dev.bnc.runtime.kernel;

/// Local response normalization across channels:
/// `y = x / (k + alpha / size * sum of squares over the window) ^ beta`.
///
/// The window of channel `c` reaches from `c - (size - 1) / 2` to `c + size / 2`, as ONNX's; channels outside count
/// as zero.
public record LrnShape(int rows, int channels, int size, float alpha, float beta, float k) {
    /// How the work may be cut; the unit is a row.
    public Chunks chunks() {
        return Chunks.of(rows, channels * size);
    }
}
