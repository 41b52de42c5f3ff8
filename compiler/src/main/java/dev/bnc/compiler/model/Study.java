package dev.bnc.compiler.model;

import java.util.List;
import java.util.OptionalDouble;

/// Which variants of a net to compare.
///
/// @param variants names of variants; the net as it stands is called `base`
/// @param accuracy the accuracy whose number of steps is reported, between 0 and 1
public record Study(List<String> variants, OptionalDouble accuracy) {
    public Study {
        variants = List.copyOf(variants);
    }
}
