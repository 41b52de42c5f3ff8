package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/// Balances brackets: what comes out opens and closes properly, nested at most [NetParser#MAX_DEPTH] deep. Each bracket
/// put in or left out is reported.
final class Brackets {
    private static final Set<String> ITEM_WORDS =
            Set.of("net", "use", "defaults", "input", "label", "block", "data", "train", "probe", "variant", "study");

    private final SourceFile file;
    private final Diagnostics diagnostics;
    private final List<Token> in;
    private final List<Token> out = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();

    /// An open bracket and what it belongs to, in words: "block `stem`".
    private record Open(Token token, String owner, String keyword) {}

    private Brackets(SourceFile file, List<Token> in, Diagnostics diagnostics) {
        this.file = file;
        this.in = in;
        this.diagnostics = diagnostics;
    }

    static List<Token> balance(SourceFile file, List<Token> tokens, Diagnostics diagnostics) {
        return new Brackets(file, tokens, diagnostics).run();
    }

    private List<Token> run() {
        boolean unclosed = isUnclosed();
        for (int i = 0; i < in.size(); i++) {
            Token token = in.get(i);
            int type = token.getType();
            if (unclosed && !open.isEmpty() && startsItem(i)) {
                closeWhile(false);
            } else if (isInList() && (type == NetLexer.ARROW || type == Tokens.LEFT_BRACE) && !closesOnLine(i)) {
                closeWhile(true);
            }
            if (Tokens.opens(type)) {
                if (open.size() == NetParser.MAX_DEPTH) {
                    int last = skipGroup(i);
                    standIn(i);
                    i = last;
                    continue;
                }
                open.push(owner(i));
                out.add(token);
            } else if (Tokens.closes(type)) {
                close(token);
            } else {
                out.add(token);
            }
        }
        closeWhile(false);
        return out;
    }

    /// Whether the file as a whole opens more than it closes, or closes wrongly.
    private boolean isUnclosed() {
        Deque<Integer> stack = new ArrayDeque<>();
        for (Token token : in) {
            if (Tokens.opens(token.getType())) {
                stack.push(Tokens.closerOf(token.getType()));
            } else if (Tokens.closes(token.getType())) {
                if (stack.isEmpty()) {
                    continue;
                }
                if (stack.pop() != token.getType()) {
                    return true;
                }
            }
        }
        return !stack.isEmpty();
    }

    /// Whether token `i` stands at the left margin and starts an item such as `block`, so that all before it must be
    /// closed.
    private boolean startsItem(int i) {
        Token token = in.get(i);
        if (token.getType() != NetLexer.NAME
                || !ITEM_WORDS.contains(token.getText())
                || file.column(Tokens.start(token)) != 1
                || i + 1 == in.size()) {
            return false;
        }
        boolean group = token.getText().equals("train")
                && open.stream().anyMatch(bracket -> bracket.keyword().equals("data"));
        int next = in.get(i + 1).getType();
        return !group && (next == NetLexer.NAME || next == NetLexer.STRING || next == Tokens.LEFT_BRACE);
    }

    private boolean isInList() {
        return !open.isEmpty() && open.element().token().getType() != Tokens.LEFT_BRACE;
    }

    /// Whether the innermost list is closed later on this line: then it is not the closing bracket that is missing.
    private boolean closesOnLine(int i) {
        int line = file.line(Tokens.start(in.get(i)));
        int depth = 0;
        for (int j = i; j < in.size() && file.line(Tokens.start(in.get(j))) == line; j++) {
            int type = in.get(j).getType();
            if (Tokens.opens(type)) {
                depth++;
            } else if (Tokens.closes(type) && --depth < 0) {
                return type == Tokens.closerOf(open.element().token().getType());
            }
        }
        return false;
    }

    private void close(Token closer) {
        boolean opened = open.stream()
                .anyMatch(bracket -> Tokens.closerOf(bracket.token().getType()) == closer.getType());
        if (!opened) {
            SourceSpan span = Tokens.span(file, closer);
            diagnostics.add(Diagnostic.error(
                            DiagnosticCode.UNOPENED_BRACKET, span, "this `" + closer.getText() + "` closes nothing")
                    .help("remove it", Edit.delete(span)));
            return;
        }
        while (Tokens.closerOf(open.element().token().getType()) != closer.getType()) {
            closeMissing();
        }
        open.pop();
        out.add(closer);
    }

    private void closeWhile(boolean listsOnly) {
        while (listsOnly ? isInList() : !open.isEmpty()) {
            closeMissing();
        }
    }

    /// Puts in the bracket that closes the innermost open one.
    private void closeMissing() {
        Open missing = open.pop();
        int closer = Tokens.closerOf(missing.token().getType());
        String symbol = Tokens.symbol(closer);
        int offset = Tokens.end(out.getLast());
        SourceSpan here = new SourceSpan(file, offset, offset);
        SourceSpan opener = Tokens.span(file, missing.token());
        diagnostics.add(Diagnostic.error(
                        DiagnosticCode.UNCLOSED_BRACKET, here, "missing `" + symbol + "` to close " + missing.owner())
                .label("expected `" + symbol + "` to close " + missing.owner() + " opened at " + opener.line() + ":"
                        + opener.column())
                .secondary(opener, "opened here")
                .help("close it", insertion(missing.token(), here)));
        out.add(Tokens.virtual(closer, symbol, offset));
    }

    private Edit insertion(Token opener, SourceSpan here) {
        String symbol = Tokens.symbol(Tokens.closerOf(opener.getType()));
        boolean block = opener.getType() == Tokens.LEFT_BRACE && file.line(Tokens.start(opener)) != here.line();
        if (!block) {
            return new Edit(here, opener.getType() == Tokens.LEFT_BRACE ? " " + symbol : symbol);
        }
        String line = file.lineText(file.line(Tokens.start(opener)));
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        return new Edit(new SourceSpan(file, here.start(), here.start()), "\n" + indent + symbol);
    }

    /// Puts in place of the group at `i` one that says nothing but can be read.
    private void standIn(int i) {
        Token opener = in.get(i);
        boolean value = opener.getType() == Tokens.LEFT_PAREN
                && (out.isEmpty() || out.getLast().getType() != NetLexer.NAME);
        if (value) {
            out.add(Tokens.virtual(NetLexer.INT, "1", Tokens.start(opener)));
            return;
        }
        int closer = Tokens.closerOf(opener.getType());
        out.add(opener);
        out.add(Tokens.virtual(closer, Tokens.symbol(closer), Tokens.end(opener)));
    }

    /// Leaves out a group that is nested too deeply. Returns the index of its closing bracket.
    private int skipGroup(int i) {
        diagnostics.add(Diagnostic.error(
                        DiagnosticCode.NESTED_TOO_DEEPLY,
                        Tokens.span(file, in.get(i)),
                        "brackets are nested more than " + NetParser.MAX_DEPTH + " deep")
                .help("name an inner part with a `block` or `let` and use it here"));
        int depth = 0;
        for (int j = i; j < in.size(); j++) {
            if (Tokens.opens(in.get(j).getType())) {
                depth++;
            } else if (Tokens.closes(in.get(j).getType()) && --depth == 0) {
                return j;
            }
        }
        return in.size();
    }

    /// The first token of the phrase that leads to the bracket at `i`: behind a bracket, arrow or label on the same
    /// line.
    private int phraseStart(int i) {
        int line = file.line(Tokens.start(in.get(i)));
        int depth = 0;
        int first = i;
        while (first > 0 && file.line(Tokens.start(in.get(first - 1))) == line) {
            int type = in.get(first - 1).getType();
            if (Tokens.closes(type) && type != Tokens.RIGHT_BRACE) {
                depth++;
            } else if (Tokens.opens(type) && --depth < 0) {
                break;
            } else if (depth == 0 && (type == NetLexer.ARROW || type == Tokens.COLON || type == Tokens.RIGHT_BRACE)) {
                break;
            }
            first--;
        }
        return first;
    }

    /// What the bracket at `i` belongs to: the word before it, and the keyword that starts the line if there is one.
    private Open owner(int i) {
        Token bracket = in.get(i);
        int first = phraseStart(i);
        boolean brace = bracket.getType() == Tokens.LEFT_BRACE;
        String head = in.get(first).getText();
        String plain = "`" + bracket.getText() + "`";
        if (first == i) {
            return new Open(bracket, plain, "");
        }
        if (brace && first + 1 < i && ITEM_WORDS.contains(head)) {
            Token name = in.get(first + 1);
            String owner = name.getType() == NetLexer.NAME ? head + " `" + name.getText() + "`" : "`" + head + "`";
            return new Open(bracket, owner, head);
        }
        if (brace && (ITEM_WORDS.contains(head) || head.equals("repeat") || head.equals("for"))) {
            return new Open(bracket, "`" + head + "`", head);
        }
        boolean named = in.get(i - 1).getType() == NetLexer.NAME;
        return new Open(bracket, named ? "`" + in.get(i - 1).getText() + bracket.getText() + "`" : plain, "");
    }
}
