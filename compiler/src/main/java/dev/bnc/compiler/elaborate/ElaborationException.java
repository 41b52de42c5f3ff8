package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import java.util.Optional;

/// Ends the elaboration of one statement. Caught there, so that the next statements are still looked at.
final class ElaborationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Optional<Diagnostic> diagnostic;

    private ElaborationException(Optional<Diagnostic> diagnostic) {
        super(diagnostic.map(Diagnostic::message).orElse("follows from an earlier error"), null, false, false);
        this.diagnostic = diagnostic;
    }

    /// Because of what `diagnostic` says.
    static ElaborationException of(Diagnostic diagnostic) {
        return new ElaborationException(Optional.of(diagnostic));
    }

    /// Because of an error that has been reported already.
    static ElaborationException consequence() {
        return new ElaborationException(Optional.empty());
    }

    /// What to tell the user; empty for a consequence.
    Optional<Diagnostic> diagnostic() {
        return diagnostic;
    }
}
