package dev.bnc.compiler.fusion;

import dev.bnc.runtime.data.Transform;
import java.util.List;

/// What the numbers of a picture are when they go into a fused model.
public enum PixelScale {
    /// As data sets give them: `byte / 255`, from 0 to 1. Numbers that are no pixels are as they are.
    UNIT(1, List.of()),
    /// The bytes themselves, from 0 to 255.
    BYTES(255, List.of(new Transform.Normalize(List.of(0.0), List.of(1.0 / 255))));

    private final double white;
    private final List<Transform.Normalize> transforms;

    PixelScale(double white, List<Transform.Normalize> transforms) {
        this.white = white;
        this.transforms = transforms;
    }

    /// What 1 is on this scale.
    public double white() {
        return white;
    }

    /// What makes this of the pixels of a data set.
    public List<Transform.Normalize> transforms() {
        return transforms;
    }
}
