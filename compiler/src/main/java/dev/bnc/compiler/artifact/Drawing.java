package dev.bnc.compiler.artifact;

/// How training drew its batches, so that statistics can be made over batches of the same kind.
///
/// @param batch examples a step
/// @param seed of their order
public record Drawing(int batch, long seed) {
    public Drawing {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch);
        }
    }
}
