package dev.bnc.compiler.elaborate;

import java.util.List;
import java.util.Optional;

/// What the caller chooses of a net file.
///
/// @param variant name of the variant, if not the net as it stands
/// @param set changes as on the command line, each `path=value`, applied after the variant
public record ElaborationOptions(Optional<String> variant, List<String> set) {
    /// The net as it stands.
    public static final ElaborationOptions NONE = new ElaborationOptions(Optional.empty(), List.of());

    public ElaborationOptions {
        set = List.copyOf(set);
    }

    /// One variant.
    public static ElaborationOptions variant(String name) {
        return new ElaborationOptions(Optional.of(name), List.of());
    }
}
