package dev.bnc.compiler.syntax;

import java.util.Optional;

/// A line while it is being laid out: its indent, its code, where in the code the `=` of a setting stands, and a comment at its
/// end. A line without code is blank, or holds only its comment.
final class FormatLine {
    static final int NOT_A_SETTING = -1;

    private final int indent;
    private String code;
    private int operator;
    private final Optional<String> comment;
    private int gap = 2;

    FormatLine(int indent, String code, int operator, Optional<String> comment) {
        this.indent = indent;
        this.code = code;
        this.operator = operator;
        this.comment = comment;
    }

    static FormatLine blank() {
        return new FormatLine(0, "", NOT_A_SETTING, Optional.empty());
    }

    boolean isBlank() {
        return code.isEmpty() && comment.isEmpty();
    }

    boolean isOnlyComment() {
        return code.isEmpty() && comment.isPresent();
    }

    boolean hasTrailingComment() {
        return !code.isEmpty() && comment.isPresent();
    }

    int indent() {
        return indent;
    }

    int width() {
        return indent + code.codePointCount(0, code.length());
    }

    /// The column of the setting's operator in the code, or [#NOT_A_SETTING].
    int operator() {
        return operator;
    }

    /// Moves the operator right, to `column` of the code.
    void moveOperator(int column) {
        code = code.substring(0, operator) + " ".repeat(column - operator) + code.substring(operator);
        operator = column;
    }

    /// Puts the trailing comment at `column` of the line.
    void moveComment(int column) {
        gap = column - width();
    }

    void write(StringBuilder out) {
        if (!isBlank()) {
            out.append(" ".repeat(indent)).append(code);
            comment.ifPresent(text -> out.append(code.isEmpty() ? "" : " ".repeat(gap)).append(text));
        }
        out.append('\n');
    }
}
