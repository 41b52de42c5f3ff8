package dev.bnc.cli;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A file with the ready edits of its diagnostics made.
///
/// @param text the new text
/// @param count of diagnostics whose edits were made
record Fixes(String text, int count) {
    /// Makes the edits of each diagnostic that knows exactly one way out, unless they overlap with those of an earlier
    /// one.
    static Fixes of(SourceFile file, List<Diagnostic> diagnostics) {
        var accepted = new ArrayList<Edit>();
        int count = 0;
        for (Diagnostic diagnostic : diagnostics) {
            List<List<Edit>> ways = diagnostic.helps().stream()
                    .map(Diagnostic.Help::edits)
                    .filter(edits -> !edits.isEmpty())
                    .toList();
            if (ways.size() == 1 && ways.getFirst().stream().allMatch(e -> fits(e, file, accepted))) {
                accepted.addAll(ways.getFirst());
                count++;
            }
        }
        var text = new StringBuilder(file.text());
        accepted.sort(Comparator.comparingInt((Edit e) -> e.span().start()).reversed());
        accepted.forEach(e -> text.replace(e.span().start(), e.span().end(), e.replacement()));
        return new Fixes(text.toString(), count);
    }

    private static boolean fits(Edit edit, SourceFile file, List<Edit> accepted) {
        return edit.span().file().equals(file)
                && accepted.stream()
                        .noneMatch(other -> edit.span().start() <= other.span().end()
                                && other.span().start() <= edit.span().end());
    }
}
