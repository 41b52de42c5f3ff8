package dev.bnc.compiler.syntax;

import java.util.ArrayList;
import java.util.List;

/// Lines up the operators of settings, and then the comments at line ends, of lines that follow each other.
final class Alignment {
    private Alignment() {}

    static void align(List<FormatLine> lines) {
        operators(lines);
        comments(lines);
    }

    /// Settings of one indent with no other code and no blank line between them.
    private static void operators(List<FormatLine> lines) {
        List<FormatLine> group = new ArrayList<>();
        for (FormatLine line : lines) {
            if (line.isOnlyComment()) {
                continue;
            }
            boolean joins = line.operator() != FormatLine.NOT_A_SETTING
                    && (group.isEmpty() || group.getLast().indent() == line.indent());
            if (!joins) {
                alignOperators(group);
                group.clear();
            }
            if (line.operator() != FormatLine.NOT_A_SETTING) {
                group.add(line);
            }
        }
        alignOperators(group);
    }

    private static void alignOperators(List<FormatLine> group) {
        int column = group.stream().mapToInt(FormatLine::operator).max().orElse(0);
        group.forEach(line -> line.moveOperator(column));
    }

    /// Lines of one indent with a comment at their end, one right after the other.
    private static void comments(List<FormatLine> lines) {
        List<FormatLine> group = new ArrayList<>();
        for (FormatLine line : lines) {
            boolean joins = line.hasTrailingComment()
                    && (group.isEmpty() || group.getLast().indent() == line.indent());
            if (!joins) {
                alignComments(group);
                group.clear();
            }
            if (line.hasTrailingComment()) {
                group.add(line);
            }
        }
        alignComments(group);
    }

    private static void alignComments(List<FormatLine> group) {
        int column = group.stream().mapToInt(FormatLine::width).max().orElse(0) + 2;
        group.forEach(line -> line.moveComment(column));
    }
}
