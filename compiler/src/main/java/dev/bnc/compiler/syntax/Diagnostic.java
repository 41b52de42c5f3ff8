package dev.bnc.compiler.syntax;

import java.util.ArrayList;
import java.util.List;

/// One thing to tell the user about a `.net` file. Built by chaining, each step a new value:
///
///     Diagnostic.error(DiagnosticCode.UNKNOWN_NAME, name.span(), "there is no layer or block `" + name.text() + "`")
///             .label("not found")
///             .secondary(block.name().span(), "`hidden` is defined here")
///             .note("a note with the numbers")
///             .help("did you mean `dense`?", new Edit(name.span(), "dense"))
///
/// Messages start in lower case, put code in back-quotes and end without a full stop.
public record Diagnostic(
        Severity severity,
        DiagnosticCode code,
        String message,
        Label primary,
        List<Label> secondary,
        List<String> notes,
        List<Help> helps) {

    /// A place in the source and what to say under its carets; the text may be empty.
    public record Label(SourceSpan span, String text) {}

    /// A way out: what to do, and the edits that do it (possibly none, when only words help).
    public record Help(String text, List<Edit> edits) {
        public Help {
            edits = List.copyOf(edits);
        }
    }

    public Diagnostic {
        secondary = List.copyOf(secondary);
        notes = List.copyOf(notes);
        helps = List.copyOf(helps);
    }

    /// An error at `span`.
    public static Diagnostic error(DiagnosticCode code, SourceSpan span, String message) {
        return of(Severity.ERROR, code, span, message);
    }

    /// A warning at `span`.
    public static Diagnostic warning(DiagnosticCode code, SourceSpan span, String message) {
        return of(Severity.WARNING, code, span, message);
    }

    /// A remark at `span`: nothing is wrong, but worth knowing.
    public static Diagnostic remark(DiagnosticCode code, SourceSpan span, String message) {
        return of(Severity.REMARK, code, span, message);
    }

    private static Diagnostic of(Severity severity, DiagnosticCode code, SourceSpan span, String message) {
        return new Diagnostic(severity, code, message, new Label(span, ""), List.of(), List.of(), List.of());
    }

    /// The place of the primary label.
    public SourceSpan span() {
        return primary.span();
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// Says `text` under the primary carets.
    public Diagnostic label(String text) {
        return new Diagnostic(severity, code, message, new Label(primary.span(), text), secondary, notes, helps);
    }

    /// Adds a second place, where the cause is.
    public Diagnostic secondary(SourceSpan span, String text) {
        return new Diagnostic(severity, code, message, primary, plus(secondary, new Label(span, text)), notes, helps);
    }

    /// Adds a line after the source, for the numbers.
    public Diagnostic note(String note) {
        return new Diagnostic(severity, code, message, primary, secondary, plus(notes, note), helps);
    }

    /// Adds a way out, with the edits that take it.
    public Diagnostic help(String text, Edit... edits) {
        return new Diagnostic(
                severity, code, message, primary, secondary, notes, plus(helps, new Help(text, List.of(edits))));
    }

    private static <T> List<T> plus(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
