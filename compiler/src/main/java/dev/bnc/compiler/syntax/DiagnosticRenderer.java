package dev.bnc.compiler.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Prints diagnostics for people:
///
///     error[BNC0109]: missing `->` before `relu`
///       --> net.net:4:17
///        |
///     4  |   cbr(64, 3x3)  relu -> output y
///        |                 ^^^^ the step before ends here without an arrow
///        = help: let the value flow on
///     4  |   cbr(64, 3x3) ->  relu -> output y
///        |               +++
///
/// Labels close together share one excerpt, with `...` where lines are left out; far ones get their own. Each help
/// shows the edited lines: `~` under what was replaced, `+` under what was put in.
public final class DiagnosticRenderer {
    /// Labels at most this many lines apart share an excerpt.
    private static final int NEAR = 6;

    private final Palette palette;

    private record Palette(String error, String warning, String remark, String gutter, String bold, String reset) {
        private static final Palette PLAIN = new Palette("", "", "", "", "", "");
        private static final Palette ANSI =
                new Palette("\u001B[1;31m", "\u001B[1;33m", "\u001B[1;36m", "\u001B[34m", "\u001B[1m", "\u001B[0m");

        private String of(Severity severity) {
            return switch (severity) {
                case ERROR -> error;
                case WARNING -> warning;
                case REMARK -> remark;
            };
        }
    }

    /// A label and the mark drawn under it.
    private record Mark(Diagnostic.Label label, char sign, String colour) {
        private int line() {
            return label.span().line();
        }
    }

    private DiagnosticRenderer(Palette palette) {
        this.palette = palette;
    }

    /// Prints without colour.
    public static DiagnosticRenderer plain() {
        return new DiagnosticRenderer(Palette.PLAIN);
    }

    /// Prints with ANSI colours.
    public static DiagnosticRenderer coloured() {
        return new DiagnosticRenderer(Palette.ANSI);
    }

    /// All of them, a blank line between.
    public String render(List<Diagnostic> diagnostics) {
        return diagnostics.stream().map(this::render).collect(Collectors.joining("\n"));
    }

    /// One diagnostic; ends with a line break.
    public String render(Diagnostic diagnostic) {
        String colour = palette.of(diagnostic.severity());
        StringBuilder out = new StringBuilder();
        out.append(colour)
                .append(diagnostic.severity().word())
                .append('[')
                .append(diagnostic.code().id())
                .append(']')
                .append(palette.reset)
                .append(palette.bold)
                .append(": ")
                .append(diagnostic.message())
                .append(palette.reset)
                .append('\n');
        Margin margin = new Margin(widest(diagnostic));
        for (List<Mark> excerpt : excerpts(marks(diagnostic, colour))) {
            excerpt(out, margin, excerpt);
        }
        for (String note : diagnostic.notes()) {
            remark(out, margin, "note", note);
        }
        for (Diagnostic.Help help : diagnostic.helps()) {
            remark(out, margin, "help", help.text());
            new EditPreview(help.edits()).lines().forEach(line -> preview(out, margin, line));
        }
        return out.toString();
    }

    /// Counts by severity, in words: `2 errors, 1 warning`. Empty if there are none.
    public static String summary(List<Diagnostic> diagnostics) {
        List<String> parts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long count = diagnostics.stream()
                    .filter(diagnostic -> diagnostic.severity() == severity)
                    .count();
            if (count > 0) {
                parts.add(count + " " + severity.word() + (count == 1 ? "" : "s"));
            }
        }
        return String.join(", ", parts);
    }

    // Excerpts.

    private List<Mark> marks(Diagnostic diagnostic, String colour) {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark(diagnostic.primary(), '^', colour));
        for (Diagnostic.Label label : diagnostic.secondary()) {
            marks.add(new Mark(label, '-', palette.gutter));
        }
        return marks;
    }

    /// Groups marks by file and nearness, the group of the primary label first.
    private static List<List<Mark>> excerpts(List<Mark> marks) {
        List<List<Mark>> groups = new ArrayList<>();
        List<Mark> byLine = marks.stream()
                .sorted(Comparator.comparing(
                                (Mark mark) -> mark.label().span().file().name())
                        .thenComparingInt(mark -> mark.label().span().start()))
                .toList();
        for (Mark mark : byLine) {
            Mark last = groups.isEmpty() ? mark : groups.getLast().getLast();
            boolean near = !groups.isEmpty()
                    && last.label().span().file().equals(mark.label().span().file())
                    && mark.line() - last.line() <= NEAR;
            if (near) {
                groups.getLast().add(mark);
            } else {
                groups.add(new ArrayList<>(List.of(mark)));
            }
        }
        groups.sort(Comparator.comparingInt(group -> group.contains(marks.getFirst()) ? 0 : 1));
        return groups;
    }

    private void excerpt(StringBuilder out, Margin margin, List<Mark> marks) {
        Mark head = marks.stream().filter(mark -> mark.sign == '^').findFirst().orElse(marks.getFirst());
        SourceFile file = head.label().span().file();
        out.append(palette.gutter).append(margin.blank()).append("--> ").append(palette.reset);
        out.append(head.label().span()).append('\n');
        gutter(out, margin.blank() + " |");
        out.append('\n');
        Map<Integer, List<Mark>> byLine =
                marks.stream().collect(Collectors.groupingBy(Mark::line, TreeMap::new, Collectors.toList()));
        int last = 0;
        for (Map.Entry<Integer, List<Mark>> entry : byLine.entrySet()) {
            int line = entry.getKey();
            if (last > 0 && line == last + 2) {
                source(out, margin, file, last + 1, List.of());
            } else if (last > 0 && line > last + 2) {
                gutter(out, "...");
                out.append('\n');
            }
            source(out, margin, file, line, entry.getValue());
            last = line;
        }
    }

    private void source(StringBuilder out, Margin margin, SourceFile file, int line, List<Mark> marks) {
        int start = file.lineStart(line);
        int focus = marks.isEmpty() ? 0 : marks.getFirst().label().span().start() - start;
        DisplayLine shown = DisplayLine.of(file.lineText(line), focus);
        numbered(out, margin, line, shown.text());
        for (Mark mark : marks) {
            SourceSpan span = mark.label().span();
            int from = shown.column(span.start() - start);
            int to = shown.column(Math.min(span.end(), file.lineEnd(line)) - start);
            underline(out, margin, from, Math.max(1, to - from), mark);
        }
    }

    private void underline(StringBuilder out, Margin margin, int from, int width, Mark mark) {
        gutter(out, margin.blank() + " |");
        String text = mark.label().text();
        out.append(' ')
                .append(" ".repeat(from))
                .append(mark.colour)
                .append(String.valueOf(mark.sign).repeat(width))
                .append(text.isEmpty() ? "" : " " + text)
                .append(palette.reset)
                .append('\n');
    }

    private void preview(StringBuilder out, Margin margin, EditPreview.Line line) {
        DisplayLine shown =
                DisplayLine.of(line.text(), line.changes().getFirst().from());
        numbered(out, margin, line.number(), shown.text());
        StringBuilder marks = new StringBuilder();
        for (EditPreview.Change change : line.changes()) {
            int from = shown.column(change.from());
            int to = shown.column(change.to());
            if (to > from) {
                marks.append(" ".repeat(Math.max(0, from - marks.length())));
                marks.append(String.valueOf(change.sign()).repeat(to - from));
            }
        }
        if (!marks.isEmpty()) {
            gutter(out, margin.blank() + " |");
            out.append(' ').append(palette.remark).append(marks).append(palette.reset).append('\n');
        }
    }

    private void numbered(StringBuilder out, Margin margin, int line, String text) {
        gutter(out, margin.number(line) + " |");
        out.append(text.isEmpty() ? "" : " " + text).append('\n');
    }

    private void remark(StringBuilder out, Margin margin, String kind, String text) {
        gutter(out, margin.blank() + " =");
        out.append(' ').append(palette.bold).append(kind).append(palette.reset).append(": ");
        out.append(text).append('\n');
    }

    private void gutter(StringBuilder out, String text) {
        out.append(palette.gutter).append(text).append(palette.reset);
    }

    /// The widest line number that will be printed, in digits.
    private static int widest(Diagnostic diagnostic) {
        int last = diagnostic.span().line();
        for (Diagnostic.Label label : diagnostic.secondary()) {
            last = Math.max(last, label.span().line());
        }
        for (Diagnostic.Help help : diagnostic.helps()) {
            for (EditPreview.Line line : new EditPreview(help.edits()).lines()) {
                last = Math.max(last, line.number());
            }
        }
        return String.valueOf(last).length();
    }

    /// The column of line numbers, at least two wide.
    private record Margin(int digits) {
        private int width() {
            return Math.max(2, digits);
        }

        private String blank() {
            return " ".repeat(width());
        }

        private String number(int line) {
            String digits = String.valueOf(line);
            return digits + " ".repeat(width() - digits.length());
        }
    }
}
