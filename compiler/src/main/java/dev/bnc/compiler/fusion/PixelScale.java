package dev.bnc.compiler.fusion;

/// What the numbers of a picture are when they go into a fused model.
public enum PixelScale {
    /// As data sets give them: `byte / 255`, from 0 to 1. Numbers that are no pixels are as they are.
    UNIT(1),
    /// The bytes themselves, from 0 to 255.
    BYTES(255);

    private final double white;

    PixelScale(double white) {
        this.white = white;
    }

    /// What 1 is on this scale.
    public double white() {
        return white;
    }
}
