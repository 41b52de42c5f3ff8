package dev.bnc.compiler.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What lines look like after a help's edits, with the changed part of each. Edits lie in one file and do not overlap.
final class EditPreview {
    /// A line after the edits, and what is new in it.
    record Line(int number, String text, List<Change> changes) {}

    /// The new part of a line: UTF-16 units `from` to `to`; `sign` is `~` where something was replaced, `+` where nothing was.
    record Change(int from, int to, char sign) {}

    private final List<Edit> edits;

    EditPreview(List<Edit> edits) {
        this.edits = edits.stream()
                .sorted(Comparator.comparingInt(edit -> edit.span().start()))
                .toList();
    }

    List<Line> lines() {
        if (edits.isEmpty()) {
            return List.of();
        }
        SourceFile before = edits.getFirst().span().file();
        SourceFile after = SourceFile.of(before.name(), Edit.apply(before, edits));
        List<Line> lines = new ArrayList<>();
        int shift = 0;
        for (Edit edit : edits) {
            int start = edit.span().start() + shift;
            int end = start + edit.replacement().length();
            shift += edit.replacement().length()
                    - (edit.span().end() - edit.span().start());
            char sign = edit.span().start() == edit.span().end() ? '+' : '~';
            addLines(lines, after, start, end, sign);
        }
        return lines;
    }

    private static void addLines(List<Line> lines, SourceFile after, int start, int end, char sign) {
        int first = after.line(start);
        int last = after.line(end);
        for (int line = first; line <= last; line++) {
            int lineStart = after.lineStart(line);
            int from = Math.max(start, lineStart) - lineStart;
            int to = Math.min(end, after.lineEnd(line)) - lineStart;
            boolean onlyBreak = first != last && to <= from;
            if (!onlyBreak) {
                add(lines, new Line(line, after.lineText(line), List.of(new Change(from, Math.max(from, to), sign))));
            }
        }
    }

    /// Adds a line, or its changes to the last line if that is the same.
    private static void add(List<Line> lines, Line line) {
        if (lines.isEmpty() || lines.getLast().number() != line.number()) {
            lines.add(line);
            return;
        }
        List<Change> changes = new ArrayList<>(lines.removeLast().changes());
        changes.addAll(line.changes());
        lines.add(new Line(line.number(), line.text(), List.copyOf(changes)));
    }
}
