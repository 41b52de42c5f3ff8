package dev.bnc.runtime.embed;

import dev.bnc.runtime.kernel.KernelProvider;
import dev.bnc.runtime.kernel.VectorMath;

/// How this process calculates: with vectors as wide as the machine's, if the Vector API is there, else one number at
/// a time, many times slower. [KernelProvider] decides, and warns once if it is the latter.
///
/// @param lanes floats of a vector, 1 for scalar code
/// @param text what it is and why, in a few words
record Arithmetic(int lanes, String text) {
    /// Emitted code comes in these widths.
    private static final int NARROWEST = 4;

    private static final int WIDEST = 16;

    static Arithmetic ofProcess() {
        String reason = KernelProvider.reason();
        return switch (KernelProvider.choice()) {
            case SCALAR -> scalar(reason);
            case VECTOR -> {
                int lanes = Math.min(VectorMath.floats(), WIDEST);
                yield lanes < NARROWEST
                        ? scalar("this machine has no vectors of four floats")
                        : new Arithmetic(lanes, "vectors of " + lanes * Float.SIZE + " bits");
            }
        };
    }

    private static Arithmetic scalar(String reason) {
        return new Arithmetic(1, "scalar, many times slower than vectors: " + reason);
    }
}
