package dev.bnc.compiler.fusion;

import dev.bnc.compiler.graph.Origin;
import java.util.List;

/// What was done to make a model ready for use, and how well the result agrees with the model as it was trained.
///
/// @param rewrites what was folded, in the order it was done
/// @param kept what could not be folded, and why
public record FusionCertificate(List<Rewrite> rewrites, List<Kept> kept, Agreement agreement) {
    public FusionCertificate {
        rewrites = List.copyOf(rewrites);
        kept = List.copyOf(kept);
    }

    /// One fold.
    ///
    /// @param rule the pass that did it: `FoldIntoProducers`
    /// @param code as `bnc explain` takes it: `BNC0601`
    /// @param layer what was folded, and where it is written
    /// @param into the layers that compute it now
    /// @param text as in the remark: `bn1 is folded into conv1`
    public record Rewrite(String rule, String code, Origin layer, List<Origin> into, String text) {
        public Rewrite {
            into = List.copyOf(into);
        }
    }

    /// A layer that is computed as it was.
    ///
    /// @param code as `bnc explain` takes it: `BNC0611`
    /// @param reason as in the remark
    public record Kept(String code, Origin layer, String reason) {}
}
