package dev.bnc.compiler.elaborate;

import dev.bnc.runtime.train.Span;
import java.util.List;
import java.util.Optional;

/// What the caller chooses of a net file.
///
/// @param variant name of the variant, if not the net as it stands
/// @param set changes as on the command line, each `path=value`, applied after the variant
/// @param length how long is trained, if not as the net's `stop` says: schedules that last as long as training follow it
public record ElaborationOptions(Optional<String> variant, List<String> set, Optional<Span> length) {
    /// The net as it stands.
    public static final ElaborationOptions NONE = new ElaborationOptions(Optional.empty(), List.of());

    public ElaborationOptions {
        set = List.copyOf(set);
    }

    /// Trained as long as the net says.
    public ElaborationOptions(Optional<String> variant, List<String> set) {
        this(variant, set, Optional.empty());
    }

    /// One variant.
    public static ElaborationOptions variant(String name) {
        return new ElaborationOptions(Optional.of(name), List.of());
    }

    /// The same of another variant, or of the net as it stands.
    public ElaborationOptions of(Optional<String> other) {
        return new ElaborationOptions(other, set, length);
    }
}
