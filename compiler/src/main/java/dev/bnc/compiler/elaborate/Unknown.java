package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Suggestions;
import java.util.Collection;
import java.util.List;

/// Words the diagnostics for names that mean nothing, with what was probably meant.
final class Unknown {
    private static final int MOST_LISTED = 24;

    private Unknown() {}

    /// No `what` is called `word`; `known` are.
    static Diagnostic of(String what, String word, SourceSpan span, Collection<String> known) {
        return of(DiagnosticCode.UNKNOWN_NAME, what, word, span, known);
    }

    /// The same under another code.
    static Diagnostic of(DiagnosticCode code, String what, String word, SourceSpan span, Collection<String> known) {
        Diagnostic unknown = Diagnostic.error(code, span, "there is no " + what + " `" + word + "`");
        List<String> near = Suggestions.near(word, known);
        if (near.isEmpty()) {
            return known.isEmpty() || known.size() > MOST_LISTED
                    ? unknown
                    : unknown.note("there are: " + String.join(", ", known));
        }
        for (String suggestion : near) {
            unknown = unknown.help("did you mean `" + suggestion + "`?", new Edit(span, suggestion));
        }
        return unknown;
    }
}
