package dev.bnc.runtime.kernel;

/// Which of a program's two arrays an operand lies in.
public enum Space {
    /// Parameters, statistics and optimizer slots.
    STATE,
    /// Everything else.
    ARENA
}
