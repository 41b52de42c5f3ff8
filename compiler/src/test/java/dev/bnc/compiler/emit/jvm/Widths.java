package dev.bnc.compiler.emit.jvm;

import java.util.Arrays;
import java.util.List;

/// The vector widths this machine can run: scalar code, and vectors up to its widest.
final class Widths {
    private Widths() {}

    static List<VectorWidth> here() {
        return Arrays.stream(VectorWidth.values())
                .filter(w -> w.floats() <= VectorWidth.preferred().floats())
                .toList();
    }
}
