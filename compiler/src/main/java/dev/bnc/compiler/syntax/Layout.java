package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// Turns balanced tokens into what the grammar reads: line breaks that end a statement become NEWLINE, names that stand
/// as keywords become keywords ([Keywords]), a comma before a closing bracket goes. A separator or arrow that is
/// plainly missing is put in and reported, so that one slip costs one message and not the rest of the file.
///
/// A line break ends a statement unless the line stops at an operator or comma, or the next line goes on with `->`,
/// `expect`, `{` or `,`; inside parentheses and square brackets it means nothing.
final class Layout {
    /// What a bracket holds.
    private enum Frame {
        FILE,
        BODY,
        JOIN,
        SECTION,
        LIST
    }

    /// What is being read within a frame.
    private enum State {
        START,
        HEADER,
        PIPELINE,
        ENTRY,
        VALUE
    }

    private static final class Scope {
        private final Frame frame;
        private State state = State.START;
        private int keyword = Token.INVALID_TYPE;

        private Scope(Frame frame) {
            this.frame = frame;
        }

        private void restart() {
            state = State.START;
            keyword = Token.INVALID_TYPE;
        }
    }

    private final SourceFile file;
    private final Diagnostics diagnostics;
    private final List<Token> in;
    private final List<Token> out = new ArrayList<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private final Keywords keywords;

    private Layout(SourceFile file, List<Token> in, Diagnostics diagnostics) {
        this.file = file;
        this.in = in;
        this.diagnostics = diagnostics;
        this.keywords = new Keywords(file, in, diagnostics);
    }

    static List<Token> lay(SourceFile file, List<Token> balanced, Diagnostics diagnostics) {
        return new Layout(file, balanced, diagnostics).run();
    }

    private List<Token> run() {
        scopes.push(new Scope(Frame.FILE));
        for (int i = 0; i < in.size(); i++) {
            separate(i);
            if (scope().state == State.PIPELINE && isProduct(i)) {
                i = putSize(i);
                continue;
            }
            Token token = in.get(i);
            emit(token.getType() == NetLexer.NAME ? Tokens.retyped(token, keyword(i)) : token);
        }
        return out;
    }

    private Scope scope() {
        return scopes.element();
    }

    private int type(int i) {
        return i < in.size() ? in.get(i).getType() : Token.EOF;
    }

    private int lastType() {
        return out.isEmpty() ? Token.INVALID_TYPE : out.getLast().getType();
    }

    /// Whether a line break stands between token `i` and the one before it.
    private boolean isFirstOnLine(int i) {
        return i == 0 || file.line(Tokens.start(in.get(i))) > file.line(Tokens.end(in.get(i - 1)));
    }

    // Separators.

    private void separate(int i) {
        Scope scope = scope();
        if (scope.frame == Frame.LIST) {
            if (areAdjacentValues(i)) {
                putComma(i);
            }
        } else if (scope.state != State.START && !Tokens.closes(type(i))) {
            if (isFirstOnLine(i)) {
                if (!lineGoesOn(i)) {
                    putNewline();
                }
            } else if (scope.frame == Frame.SECTION) {
                separateEntries(i);
            } else if (scope.frame == Frame.JOIN && startsBranch(i)) {
                putNewline();
            } else if (scope.state == State.PIPELINE && lacksArrow(i)) {
                putArrow(i);
            }
        }
    }

    private boolean lineGoesOn(int i) {
        int last = lastType();
        int type = type(i);
        boolean openEnded = last == NetLexer.ARROW
                || last == Tokens.COMMA
                || last == Tokens.COLON
                || last == Tokens.PLUS
                || last == Tokens.MINUS
                || last == Tokens.STAR
                || last == Tokens.SLASH
                || last == Tokens.PERCENT
                || last == Tokens.GREATER
                || Tokens.assigns(last);
        if (openEnded && scope().frame == Frame.FILE && keywords.isItemWord(i)) {
            return false;
        }
        return openEnded
                || type == NetLexer.ARROW
                || type == Tokens.LEFT_BRACE
                || type == Tokens.COMMA
                || (scope().state == State.PIPELINE && keywords.isExpect(i));
    }

    private void putNewline() {
        out.add(Tokens.virtual(NetParser.NEWLINE, "\n", Tokens.end(out.getLast())));
        scope().restart();
    }

    /// Whether tokens `i - 1` and `i` are two values side by side with no comma between.
    private boolean areAdjacentValues(int i) {
        if (out.isEmpty() || !Tokens.endsOperand(lastType()) || !Tokens.startsOperand(type(i))) {
            return false;
        }
        boolean named = type(i) == NetLexer.NAME && (Tokens.assigns(type(i + 1)) || type(i + 1) == Tokens.COLON);
        boolean unit =
                Tokens.isNumber(lastType()) && type(i) == NetLexer.NAME && !named && type(i + 1) != Tokens.LEFT_PAREN;
        return !unit && (named || keywords.valueWord(i) == NetLexer.NAME);
    }

    private void putComma(int i) {
        SourceSpan span = Tokens.span(file, in.get(i));
        SourceSpan gap = new SourceSpan(file, Tokens.end(out.getLast()), Tokens.end(out.getLast()));
        Diagnostic diagnostic = Diagnostic.error(
                        DiagnosticCode.MISSING_SEPARATOR,
                        span,
                        "missing `,` before `" + in.get(i).getText() + "`")
                .help("put a comma between them", new Edit(gap, ","));
        boolean word = scope().frame == Frame.SECTION && lastType() == NetLexer.NAME;
        diagnostics.add(
                word
                        ? diagnostic.help("or, if it is an argument of `" + out.getLast().getText()
                                + "`, put it in parentheses: `sgd(lr = 0.1)`")
                        : diagnostic);
        out.add(Tokens.virtual(Tokens.COMMA, ",", gap.start()));
    }

    private void separateEntries(int i) {
        Scope scope = scope();
        if (lastType() == Tokens.RIGHT_BRACE && type(i) == NetLexer.NAME) {
            putNewline();
        } else if (scope.state == State.VALUE && type(i) == NetLexer.NAME && areAdjacentValues(i)) {
            putComma(i);
            scope.restart();
        } else if (scope.state == State.ENTRY && Tokens.endsOperand(lastType()) && startsSetting(i)) {
            putComma(i);
            scope.restart();
        }
    }

    /// Whether the path at `i` is followed by an assignment.
    private boolean startsSetting(int i) {
        int j = i;
        while (type(j) == NetLexer.NAME && type(j + 1) == Tokens.DOT) {
            j += 2;
        }
        return type(j) == NetLexer.NAME && Tokens.assigns(type(j + 1));
    }

    private boolean startsBranch(int i) {
        return type(i) == NetLexer.NAME
                && type(i + 1) == Tokens.COLON
                && lastType() != NetLexer.ARROW
                && lastType() != Tokens.COLON
                && lastType() != Tokens.EQUALS;
    }

    /// Whether a step is complete before token `i` and another begins at it.
    private boolean lacksArrow(int i) {
        if (type(i) != NetLexer.NAME || keywords.isExpect(i)) {
            return false;
        }
        boolean complete = lastType() == Tokens.RIGHT_PAREN || lastType() == Tokens.RIGHT_BRACE;
        boolean labelled = type(i + 1) == Tokens.COLON
                && (Tokens.endsOperand(lastType()) || complete)
                && out.getLast().getType() != Tokens.COLON;
        return complete || labelled;
    }

    private void putArrow(int i) {
        int offset = Tokens.end(out.getLast());
        SourceSpan gap = new SourceSpan(file, offset, offset);
        diagnostics.add(Diagnostic.error(
                        DiagnosticCode.MISSING_ARROW,
                        Tokens.span(file, in.get(i)),
                        "missing `->` before `" + in.get(i).getText() + "`")
                .label("the step before ends here without an arrow")
                .help("let the value flow on", new Edit(gap, " ->")));
        out.add(Tokens.virtual(NetLexer.ARROW, "->", offset));
    }

    /// Whether a product of whole numbers, `3*3`, starts at `i` where a size is meant.
    private boolean isProduct(int i) {
        return scope().frame != Frame.LIST
                && scope().keyword == Token.INVALID_TYPE
                && type(i) == NetLexer.INT
                && isTimes(i + 1)
                && type(i + 2) == NetLexer.INT;
    }

    /// Whether `i` is what some write between the sides of a size: `*`, or an `x` with spaces around it.
    private boolean isTimes(int i) {
        return type(i) == Tokens.STAR
                || (type(i) == NetLexer.NAME && in.get(i).getText().equals("x"));
    }

    /// Puts the size that the product at `i` stands for. Returns the index of the product's last token.
    private int putSize(int i) {
        int last = i + 2;
        while (isTimes(last + 1) && type(last + 2) == NetLexer.INT) {
            last += 2;
        }
        SourceSpan span = Tokens.span(file, in.get(i)).to(Tokens.span(file, in.get(last)));
        String size = span.text().replaceAll("[ \\t]*[*x][ \\t]*", "x");
        diagnostics.add(Diagnostic.error(DiagnosticCode.PRODUCT_FOR_SIZE, span, "`" + span.text() + "` is not a size")
                .help("a size is written with `x`", new Edit(span, size))
                .help("a product needs a list of arguments: `dense(2 * n)`"));
        CommonToken token = new CommonToken(NetLexer.SIZE, size);
        token.setStartIndex(span.start());
        token.setStopIndex(span.end() - 1);
        emit(token);
        return last;
    }

    // Keywords.

    private int keyword(int i) {
        Scope scope = scope();
        if (lastType() == Tokens.DOT) {
            return NetLexer.NAME;
        }
        if (out.size() >= 2 && out.get(out.size() - 2).getType() == NetParser.FOR) {
            return in.get(i).getText().equals("in") ? NetParser.IN : NetLexer.NAME;
        }
        if (scope.frame == Frame.LIST || scope.state == State.VALUE) {
            return Tokens.endsOperand(lastType()) ? keywords.valueWord(i) : NetLexer.NAME;
        }
        if (scope.frame == Frame.SECTION || scope.state == State.HEADER) {
            return NetLexer.NAME;
        }
        if (scope.state == State.START && scope.frame != Frame.JOIN) {
            int item = keywords.itemWord(i, scope.frame == Frame.FILE);
            if (item != NetLexer.NAME) {
                return item;
            }
        }
        boolean startsStep = scope.state == State.START
                || lastType() == NetLexer.ARROW
                || lastType() == Tokens.COLON
                || lastType() == Tokens.EQUALS;
        return startsStep ? keywords.stepWord(i) : keywords.laterWord(i);
    }

    // State.

    private void emit(Token token) {
        int type = token.getType();
        if (Tokens.closes(type)) {
            if (lastType() == Tokens.COMMA) {
                out.removeLast();
            }
            scopes.pop();
            out.add(token);
            return;
        }
        Scope scope = scope();
        if (type == Tokens.LEFT_BRACE) {
            Frame inner = braceFrame(scope);
            scope.state = scope.state == State.START ? State.PIPELINE : scope.state;
            scope.keyword = Token.INVALID_TYPE;
            scopes.push(new Scope(inner));
        } else if (Tokens.opens(type)) {
            scope.state = scope.state == State.START ? State.PIPELINE : scope.state;
            scopes.push(new Scope(Frame.LIST));
        } else if (type == Tokens.COMMA && scope.frame != Frame.LIST) {
            scope.restart();
        } else if (scope.state == State.START) {
            scope.state = firstState(scope, type);
        } else if (Tokens.assigns(type) || type == Tokens.COLON) {
            boolean value = scope.state == State.ENTRY || scope.keyword == NetParser.LET;
            scope.state = value ? State.VALUE : scope.state;
        }
        if (type == NetParser.REPEAT || type == NetParser.FOR) {
            scope.keyword = type;
        }
        out.add(token);
    }

    private static State firstState(Scope scope, int type) {
        if (scope.frame == Frame.SECTION) {
            return State.ENTRY;
        }
        if (Keywords.isItem(type)) {
            scope.keyword = type;
            return State.HEADER;
        }
        return State.PIPELINE;
    }

    private Frame braceFrame(Scope scope) {
        if (scope.frame == Frame.SECTION) {
            return Frame.SECTION;
        }
        if (scope.keyword == NetParser.BLOCK || scope.keyword == NetParser.REPEAT || scope.keyword == NetParser.FOR) {
            return Frame.BODY;
        }
        return scope.state == State.HEADER ? Frame.SECTION : Frame.JOIN;
    }
}
