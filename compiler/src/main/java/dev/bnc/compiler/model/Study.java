package dev.bnc.compiler.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// Which variants of a net to compare, and what others found.
///
/// @param variants names of variants; the net as it stands is called `base`
/// @param accuracy the accuracy whose number of steps is reported, between 0 and 1
/// @param published figures to show beside the measured ones, by variant
/// @param source where the published figures are from
public record Study(
        List<String> variants,
        OptionalDouble accuracy,
        SequencedMap<String, Published> published,
        Optional<String> source) {
    public Study {
        variants = List.copyOf(variants);
        published = new LinkedHashMap<>(published);
    }

    /// A figure from elsewhere.
    ///
    /// @param accuracy the best accuracy, between 0 and 1
    /// @param steps steps until the study's accuracy was reached
    public record Published(OptionalDouble accuracy, OptionalLong steps) {}
}
