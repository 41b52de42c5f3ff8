package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.KernelProvider;
import dev.bnc.runtime.kernel.VectorMath;

/// How wide the vectors of emitted code are; chosen when a class is made.
public enum VectorWidth {
    /// No vectors: plain bytecode, which does not need the Vector API.
    SCALAR(1),
    /// SSE, NEON.
    BITS_128(4),
    /// AVX2.
    BITS_256(8),
    /// AVX-512.
    BITS_512(16);

    private final int floats;

    VectorWidth(int floats) {
        this.floats = floats;
    }

    /// Floats of one vector.
    public int floats() {
        return floats;
    }

    /// What goes with the kernels of this process: the machine's widest vectors, or none.
    public static VectorWidth preferred() {
        return switch (KernelProvider.choice()) {
            case SCALAR -> SCALAR;
            case VECTOR -> ofFloats(VectorMath.floats());
        };
    }

    private static VectorWidth ofFloats(int floats) {
        for (VectorWidth width : values()) {
            if (width.floats == floats) {
                return width;
            }
        }
        return floats > BITS_512.floats ? BITS_512 : SCALAR;
    }

    Lanes lanes() {
        return this == SCALAR ? new ScalarLanes() : VectorLanes.of(floats);
    }
}
