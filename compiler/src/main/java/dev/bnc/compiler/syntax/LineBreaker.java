package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/// Cuts the tokens of a file without errors into lines with their indents.
///
/// Breaks stay where they are, but for: a brace group of more than one line breaks behind `{` and before `}`; `{` and `,` do not
/// start a line; an arrow starts a line rather than end one. A comma that a line break or bracket makes idle goes.
final class LineBreaker {
    private static final int STEP = 2;

    private final SourceFile file;
    private final Spacing spacing;
    private final List<Token> tokens = new ArrayList<>();
    private final Set<Integer> separated = new HashSet<>();
    private final Set<Token> brokenBraces = new HashSet<>();
    private final List<FormatLine> lines = new ArrayList<>();
    private final Deque<Group> groups = new ArrayDeque<>();
    private final List<Token> line = new ArrayList<>();
    private boolean lineContinues;
    private int lineFirst;

    /// An open bracket: the indent of the line it stands on and of what it holds.
    private record Group(int type, int outer, int inner) {}

    LineBreaker(SourceFile file, dev.bnc.compiler.syntax.NetParser.Reading reading) {
        this.file = file;
        this.spacing = new Spacing(reading.result().ast());
        Map<Integer, Token> typed = new HashMap<>();
        boolean separator = false;
        for (Token token : reading.tokens()) {
            if (token.getType() == NetParser.NEWLINE) {
                separator = true;
                continue;
            }
            typed.put(Tokens.start(token), token);
            if (separator) {
                separated.add(Tokens.start(token));
            }
            separator = false;
        }
        for (Token token : Tokens.lex(file)) {
            if (token.getType() != NetLexer.SPACE && token.getType() != NetLexer.LINE_BREAK) {
                tokens.add(typed.getOrDefault(Tokens.start(token), token));
            }
        }
        groups.push(new Group(Token.EOF, 0, 0));
    }

    List<FormatLine> lines() {
        findBrokenBraces();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (i > 0 && breaksBefore(i)) {
                endLine();
                boolean blank = isBlankBefore(i) && !Tokens.closes(token.getType()) && !afterOpenBrace(i);
                if (blank) {
                    lines.add(FormatLine.blank());
                }
                lineFirst = i;
                lineContinues = !separated.contains(Tokens.start(token));
            }
            if (lacksComma(i)) {
                line.add(Tokens.virtual(Tokens.COMMA, ",", Tokens.end(tokens.get(i - 1))));
            }
            if (!isIdleComma(i)) {
                line.add(token);
            }
        }
        endLine();
        return lines;
    }

    // Breaks.

    private void findBrokenBraces() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            int type = tokens.get(i).getType();
            if (Tokens.opens(type)) {
                open.push(i);
            } else if (Tokens.closes(type)) {
                int opener = open.pop();
                boolean broken = type == Tokens.RIGHT_BRACE && lineOf(i) > lineOf(opener) && i > opener + 1;
                if (broken) {
                    brokenBraces.add(tokens.get(opener));
                    brokenBraces.add(tokens.get(i));
                }
            }
        }
    }

    private boolean breaksBefore(int i) {
        Token token = tokens.get(i);
        Token before = tokens.get(i - 1);
        if (before.getType() == NetLexer.LINE_COMMENT) {
            return true;
        }
        boolean trailingComment = isComment(token) && !isBroken(i);
        boolean forced = (token.getType() == Tokens.RIGHT_BRACE && brokenBraces.contains(token))
                || (before.getType() == Tokens.LEFT_BRACE && brokenBraces.contains(before) && !trailingComment);
        if (forced) {
            return true;
        }
        int type = token.getType();
        if (type == Tokens.LEFT_BRACE || type == Tokens.COMMA) {
            return false;
        }
        if (type == NetLexer.ARROW && !isBroken(i)) {
            return i + 1 < tokens.size() && isBroken(i + 1) && !isComment(tokens.get(i + 1));
        }
        return isBroken(i) && (before.getType() != NetLexer.ARROW || isComment(token));
    }

    /// Whether the source has a line break before token `i`.
    private boolean isBroken(int i) {
        return lineOf(i) > file.line(Tokens.end(tokens.get(i - 1)));
    }

    private boolean isBlankBefore(int i) {
        return lineOf(i) > file.line(Tokens.end(tokens.get(i - 1))) + 1;
    }

    private boolean afterOpenBrace(int i) {
        return tokens.get(i - 1).getType() == Tokens.LEFT_BRACE;
    }

    private int lineOf(int i) {
        return file.line(Tokens.start(tokens.get(i)));
    }

    private static boolean isComment(Token token) {
        return token.getType() == NetLexer.COMMENT || token.getType() == NetLexer.LINE_COMMENT;
    }

    // Commas.

    /// Whether token `i` is a comma that says no more than the bracket or line break behind it.
    private boolean isIdleComma(int i) {
        if (tokens.get(i).getType() != Tokens.COMMA) {
            return false;
        }
        int next = i + 1;
        while (next < tokens.size() && isComment(tokens.get(next))) {
            next++;
        }
        if (next == tokens.size() || Tokens.closes(tokens.get(next).getType())) {
            return true;
        }
        boolean broken = lineOf(next) > lineOf(i);
        return broken && openGroup() == Tokens.LEFT_BRACE;
    }

    /// Whether a new branch starts at `i` on the line of the one before, without a comma.
    private boolean lacksComma(int i) {
        return i > 0
                && !line.isEmpty()
                && separated.contains(Tokens.start(tokens.get(i)))
                && tokens.get(i - 1).getType() != Tokens.RIGHT_BRACE
                && tokens.get(i - 1).getType() != Tokens.COMMA
                && openGroup() == Tokens.LEFT_BRACE;
    }

    /// The type of the innermost bracket open at the end of the line so far.
    private int openGroup() {
        Deque<Integer> open = new ArrayDeque<>();
        for (Token token : line) {
            if (Tokens.opens(token.getType())) {
                open.push(token.getType());
            } else if (Tokens.closes(token.getType()) && !open.isEmpty()) {
                open.pop();
            } else if (Tokens.closes(token.getType())) {
                return openGroupBefore(line);
            }
        }
        return open.isEmpty() ? groups.element().type() : open.element();
    }

    private int openGroupBefore(List<Token> closing) {
        Deque<Integer> open = new ArrayDeque<>();
        groups.descendingIterator().forEachRemaining(group -> open.push(group.type()));
        for (Token token : closing) {
            if (Tokens.opens(token.getType())) {
                open.push(token.getType());
            } else if (Tokens.closes(token.getType())) {
                open.pop();
            }
        }
        return open.element();
    }

    // Lines.

    private void endLine() {
        if (line.isEmpty()) {
            return;
        }
        int indent = indent();
        Optional<String> comment = Optional.empty();
        Token last = line.getLast();
        if (isComment(last)) {
            comment = Optional.of(last.getText().stripTrailing());
            line.removeLast();
        }
        boolean continues = lineContinues && !isStart();
        FormatLine laid = new FormatLine(indent, continues, code(), comment);
        laid.operatorAt(operatorColumn());
        laid.expectationAt(expectationColumn());
        lines.add(laid);
        for (Token token : line) {
            if (Tokens.opens(token.getType())) {
                groups.push(new Group(token.getType(), indent, indent + STEP));
            } else if (Tokens.closes(token.getType())) {
                groups.pop();
            }
        }
        line.clear();
    }

    private int indent() {
        int first = line.getFirst().getType();
        if (Tokens.closes(first)) {
            return groups.element().outer();
        }
        Group group = groups.element();
        boolean statement = group.type() == Token.EOF || group.type() == Tokens.LEFT_BRACE;
        boolean continues = statement && lineContinues && !isStart();
        return group.inner() + (continues ? STEP : 0);
    }

    /// Whether the line is the first of its group or file, or only a comment before a new statement.
    private boolean isStart() {
        int next = lineFirst;
        while (next < tokens.size() && isComment(tokens.get(next))) {
            next++;
        }
        int before = lineFirst - 1;
        while (before >= 0 && isComment(tokens.get(before))) {
            before--;
        }
        return before < 0
                || tokens.get(before).getType() == Tokens.LEFT_BRACE
                || next == tokens.size()
                || Tokens.closes(tokens.get(next).getType())
                || separated.contains(Tokens.start(tokens.get(next)))
                || (tokens.get(before).getType() == Tokens.COMMA
                        && groups.element().type() == Tokens.LEFT_BRACE);
    }

    private String code() {
        StringBuilder code = new StringBuilder();
        for (int k = 0; k < line.size(); k++) {
            boolean spaced = k > 0 && spacing.isBetween(line.get(k - 1), line.get(k));
            code.append(spaced ? " " : "").append(line.get(k).getText());
        }
        return code.toString();
    }

    /// The column of the operator, if the line is one setting and no more.
    private int operatorColumn() {
        int column = 0;
        int found = FormatLine.NONE;
        int depth = 0;
        boolean setting = groups.element().type() == Tokens.LEFT_BRACE;
        for (int k = 0; k < line.size(); k++) {
            Token token = line.get(k);
            column += k > 0 && spacing.isBetween(line.get(k - 1), token) ? 1 : 0;
            int type = token.getType();
            if (depth == 0 && found == FormatLine.NONE) {
                if (Tokens.assigns(type)) {
                    found = column;
                } else if (type != NetLexer.NAME && type != Tokens.DOT) {
                    return FormatLine.NONE;
                }
            } else if (depth == 0 && (type == Tokens.COMMA || type == NetLexer.ARROW)) {
                return FormatLine.NONE;
            }
            depth += Tokens.opens(type) ? 1 : 0;
            depth -= Tokens.closes(type) ? 1 : 0;
            column += token.getText().length();
        }
        return setting ? found : FormatLine.NONE;
    }

    /// The column of an `expect` that is the last thing on the line.
    private int expectationColumn() {
        int column = 0;
        int found = FormatLine.NONE;
        int depth = 0;
        for (int k = 0; k < line.size(); k++) {
            Token token = line.get(k);
            column += k > 0 && spacing.isBetween(line.get(k - 1), token) ? 1 : 0;
            int type = token.getType();
            if (type == NetParser.EXPECT) {
                found = column;
                depth = 0;
            } else if (depth == 0 && type != NetLexer.INT && type != NetLexer.SIZE && type != Tokens.LEFT_BRACKET) {
                found = FormatLine.NONE;
            }
            depth += Tokens.opens(type) ? 1 : 0;
            depth -= Tokens.closes(type) ? 1 : 0;
            column += token.getText().length();
        }
        return line.isEmpty() || line.getFirst().getType() == NetParser.EXPECT ? FormatLine.NONE : found;
    }
}
