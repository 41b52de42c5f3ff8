package dev.bnc.compiler.syntax;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Diagnostics for programs: one JSON array, an object for each. Lines and columns count from 1, offsets from 0 in
/// UTF-16 units; `end` is exclusive.
///
///     [{"severity":"error","code":"BNC0109","title":"a missing `->`","message":"missing `->` before `relu`",
///       "primary":{"span":{"file":"net.net","start":{"offset":41,"line":4,"column":17},"end":{...}},"label":"..."},
///       "secondary":[],"notes":[],
///       "helps":[{"text":"let the value flow on","edits":[{"span":{...},"replacement":" ->"}]}]}]
public final class DiagnosticJson {
    private DiagnosticJson() {}

    /// All of them as a JSON array on one line.
    public static String write(List<Diagnostic> diagnostics) {
        return array(diagnostics, DiagnosticJson::diagnostic);
    }

    private static String diagnostic(Diagnostic diagnostic) {
        return "{\"severity\":" + string(diagnostic.severity().word())
                + ",\"code\":" + string(diagnostic.code().id())
                + ",\"title\":" + string(diagnostic.code().title())
                + ",\"message\":" + string(diagnostic.message())
                + ",\"primary\":" + label(diagnostic.primary())
                + ",\"secondary\":" + array(diagnostic.secondary(), DiagnosticJson::label)
                + ",\"notes\":" + array(diagnostic.notes(), DiagnosticJson::string)
                + ",\"helps\":" + array(diagnostic.helps(), DiagnosticJson::help)
                + "}";
    }

    private static String label(Diagnostic.Label label) {
        return "{\"span\":" + span(label.span()) + ",\"label\":" + string(label.text()) + "}";
    }

    private static String help(Diagnostic.Help help) {
        return "{\"text\":" + string(help.text()) + ",\"edits\":" + array(help.edits(), DiagnosticJson::edit) + "}";
    }

    private static String edit(Edit edit) {
        return "{\"span\":" + span(edit.span()) + ",\"replacement\":" + string(edit.replacement()) + "}";
    }

    private static String span(SourceSpan span) {
        return "{\"file\":" + string(span.file().name())
                + ",\"start\":" + place(span.file(), span.start())
                + ",\"end\":" + place(span.file(), span.end())
                + "}";
    }

    private static String place(SourceFile file, int offset) {
        return String.format(
                Locale.ROOT,
                "{\"offset\":%d,\"line\":%d,\"column\":%d}",
                offset,
                file.line(offset),
                file.column(offset));
    }

    private static <T> String array(List<T> list, Function<T, String> write) {
        return list.stream().map(write).collect(Collectors.joining(",", "[", "]"));
    }

    private static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean plain = c >= 0x20 && !Character.isSurrogate(c) && c != 0x7F;
                    boolean paired = Character.isSurrogate(c) && isPaired(text, i);
                    out.append(plain || paired ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
                }
            }
        }
        return out.append('"').toString();
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
