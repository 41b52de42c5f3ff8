package dev.bnc.compiler.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A fenced example of a Markdown page. The words behind the fence say what it must be:
///
/// - `net`: a whole file without errors;
/// - `net fragment`: syntax without errors, but not a whole net;
/// - `net error BNC0201`: a whole file with this error and no other;
/// - on the pages of fusion (`BNC06..`), `net error` is a file with this remark, `net` one where all was folded;
/// - `net fragment error BNC0101`: as before, for the syntax alone.
record NetExample(String page, int line, String text, boolean fragment, Optional<DiagnosticCode> error) {
    private static final Pattern FENCE =
            Pattern.compile("(?ms)^```net( fragment)?(?: error (BNC\\d{4}))?\\n(.*?)^```$");

    static List<NetExample> of(String page, String markdown) {
        List<NetExample> examples = new ArrayList<>();
        Matcher fences = FENCE.matcher(markdown);
        while (fences.find()) {
            Optional<DiagnosticCode> error =
                    Optional.ofNullable(fences.group(2)).map(id -> DiagnosticCode.byId(id).orElseThrow());
            int line = (int) markdown.substring(0, fences.start()).lines().count() + 1;
            examples.add(new NetExample(page, line, fences.group(3), fences.group(1) != null, error));
        }
        long written = markdown.lines().filter(text -> text.startsWith("```net")).count();
        if (written != examples.size()) {
            throw new IllegalStateException(page + " has a fence that is not understood");
        }
        return examples;
    }

    /// The codes of the errors found.
    List<DiagnosticCode> errors() {
        return diagnose().stream().map(Diagnostic::code).distinct().toList();
    }

    List<Diagnostic> diagnose() {
        SourceFile file = SourceFile.of("net.net", text);
        if (page.startsWith("BNC06")) {
            return FrontEnd.remarks(file).stream().filter(this::counts).toList();
        }
        List<Diagnostic> found =
                fragment ? NetParser.parse(file).diagnostics() : FrontEnd.diagnose(file);
        return found.stream()
                .filter(diagnostic -> diagnostic.isError() || error.isPresent())
                .toList();
    }

    /// Of remarks on folds, a page looks at its own, and its right example must fold all.
    private boolean counts(Diagnostic remark) {
        boolean kept = remark.code().compareTo(DiagnosticCode.KEPT_READ_ELSEWHERE) >= 0;
        return error.map(code -> remark.code() == code).orElse(kept);
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
