package dev.bnc.compiler.syntax;

import java.util.Optional;

/// A line while it is being laid out: its indent, its code, where in the code the `=` of a setting or a last `expect` stands, and
/// a comment at its end. A line without code is blank, or holds only its comment.
final class FormatLine {
    static final int NONE = -1;

    private final int indent;
    private String code;
    private final boolean continues;
    private final Optional<String> comment;
    private int operator = NONE;
    private int expectation = NONE;
    private int gap = 2;

    FormatLine(int indent, boolean continues, String code, Optional<String> comment) {
        this.indent = indent;
        this.continues = continues;
        this.code = code;
        this.comment = comment;
    }

    static FormatLine blank() {
        return new FormatLine(0, false, "", Optional.empty());
    }

    /// Whether the line goes on with the statement of the line before.
    boolean continues() {
        return continues;
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

    /// The column of the setting's operator in the code, if the line is one setting and no more, or [#NONE].
    int operator() {
        return operator;
    }

    void operatorAt(int column) {
        operator = column;
    }

    /// Moves the operator right, to `column` of the code.
    void moveOperator(int column) {
        code = code.substring(0, operator) + " ".repeat(column - operator) + code.substring(operator);
        operator = column;
    }

    /// The column of an `expect` that ends the line, or [#NONE].
    int expectation() {
        return expectation;
    }

    void expectationAt(int column) {
        expectation = column;
    }

    /// Moves the `expect` at the end right, to `column` of the line.
    void moveExpectation(int column) {
        String before = code.substring(0, expectation);
        int width = column - indent - before.codePointCount(0, before.length());
        code = before + " ".repeat(width) + code.substring(expectation);
        expectation += width;
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
