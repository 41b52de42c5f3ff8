package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Origin;
import java.util.Optional;

/// What a pass did, or did not do, in one place.
///
/// @param finding more for the user, if there is more
public record Remark(Kind kind, String pass, Origin where, String text, Optional<Finding> finding) {
    /// Whether the rewrite happened.
    public enum Kind {
        /// It did.
        APPLIED,
        /// It looked as if it could, but something was in the way.
        MISSED
    }

    /// As shown by `--remarks`: `FoldBiasIntoBeta: applied: h1.dense mnist.net:12:5: bias @h1.dense.bias is ...`.
    @Override
    public String toString() {
        String place = where.toString().isEmpty() ? "" : where + ": ";
        String what = kind == Kind.APPLIED ? "applied: " : "missed: ";
        return pass + ": " + what + place + text;
    }
}
