package dev.bnc.compiler.syntax;

import java.util.List;

/// Lays a file out: two spaces a level, one space between words, aligned `=` in settings and aligned comments at line ends.
/// Line breaks stay where the author put them, blank lines too (one at most in a row); comments are kept.
///
///     FormatResult result = Formatter.format(SourceFile.read(Path.of("mnist.net")));
///
/// Formatting twice gives what formatting once gave, and the AST of the result is the same but for its spans.
public final class Formatter {
    private Formatter() {}

    /// The new text, or, if the file has errors, its old text and the errors.
    ///
    /// @param text the text to write, lines ended by `\n`
    /// @param diagnostics why the file was left as it is; empty if it was formatted
    public record FormatResult(String text, List<Diagnostic> diagnostics) {
        public FormatResult {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /// Formats one file.
    public static FormatResult format(SourceFile file) {
        NetParser.Reading reading = NetParser.read(file);
        if (reading.result().hasErrors()) {
            List<Diagnostic> errors = reading.result().diagnostics().stream()
                    .filter(Diagnostic::isError)
                    .toList();
            return new FormatResult(file.text(), errors);
        }
        List<FormatLine> lines = new LineBreaker(file, reading).lines();
        Alignment.align(lines);
        StringBuilder text = new StringBuilder();
        for (FormatLine line : lines) {
            line.write(text);
        }
        return new FormatResult(text.toString(), List.of());
    }
}
