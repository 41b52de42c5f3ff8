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
        Diagnostic suggested = suggest(unknown, word, known);
        boolean listable = !known.isEmpty() && known.size() <= MOST_LISTED;
        return suggested.helps().isEmpty() && listable
                ? unknown.note("there are: " + String.join(", ", known))
                : suggested;
    }

    /// `owner` has no option or setting called `word`; it has those that are `known`.
    static Diagnostic member(String owner, String what, String word, SourceSpan span, Collection<String> known) {
        Diagnostic unknown = Diagnostic.error(
                DiagnosticCode.UNKNOWN_KEY, span, "`" + owner + "` has no " + what + " `" + word + "`");
        return suggest(unknown, word, known);
    }

    /// Adds to a diagnostic about `word` which of the known words was probably meant: one that other tools use for it,
    /// or one spelt much like it.
    static Diagnostic suggest(Diagnostic diagnostic, String word, Collection<String> known) {
        List<String> near = Synonyms.of(word)
                .filter(s -> known.contains(s.split(" ", 2)[0]))
                .map(List::of)
                .orElseGet(() -> Suggestions.near(word, known));
        Diagnostic suggested = diagnostic;
        for (String suggestion : near) {
            suggested = suggested.help("did you mean `" + suggestion + "`?", new Edit(diagnostic.span(), suggestion));
        }
        return suggested;
    }
}
