package dev.bnc.compiler.graph;

import java.util.Locale;

/// Type of a tensor's elements.
public enum ElementType {
    /// 32-bit floating point.
    F32,
    /// 32-bit integer; only class labels have it.
    I32;

    /// As printed: `f32`, `i32`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
