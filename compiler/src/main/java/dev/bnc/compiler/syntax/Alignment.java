package dev.bnc.compiler.syntax;

import java.util.ArrayList;
import java.util.List;

/// Lines up what stands in lines that follow each other: operators of settings, `expect` and comments at line ends.
final class Alignment {
    private Alignment() {}

    static void align(List<FormatLine> lines) {
        operators(lines);
        expectations(lines);
        comments(lines);
    }

    /// Settings of one indent with no other code and no blank line between them.
    private static void operators(List<FormatLine> lines) {
        List<FormatLine> group = new ArrayList<>();
        for (FormatLine line : lines) {
            if (line.isOnlyComment()) {
                continue;
            }
            boolean joins = line.operator() != FormatLine.NONE
                    && (group.isEmpty() || group.getLast().indent() == line.indent());
            if (!joins) {
                alignOperators(group);
                group.clear();
            }
            if (line.operator() != FormatLine.NONE) {
                group.add(line);
            }
        }
        alignOperators(group);
    }

    private static void alignOperators(List<FormatLine> group) {
        int column = group.stream().mapToInt(FormatLine::operator).max().orElse(0);
        group.forEach(line -> line.moveOperator(column));
    }

    /// The `expect`s at line ends of one statement, two spaces behind the longest of their lines.
    private static void expectations(List<FormatLine> lines) {
        List<FormatLine> group = new ArrayList<>();
        for (FormatLine line : lines) {
            if (!line.continues() && !line.isOnlyComment()) {
                alignExpectations(group);
                group.clear();
            }
            if (line.expectation() != FormatLine.NONE) {
                group.add(line);
            }
        }
        alignExpectations(group);
    }

    private static void alignExpectations(List<FormatLine> group) {
        int column = group.stream()
                .mapToInt(line -> line.indent() + line.expectation())
                .max()
                .orElse(0);
        group.forEach(line -> line.moveExpectation(column + 1));
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
