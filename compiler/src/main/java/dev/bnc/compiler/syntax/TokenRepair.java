package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;

/// Drops comments and spaces; reports tokens that are almost right and turns them into what was meant.
final class TokenRepair {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d+(?:\\.\\d+)?)([a-zA-Z]+)");
    private static final Pattern SIZE_IN_CAPITALS = Pattern.compile("\\d+(?:[xX]\\d+)+");

    private final SourceFile file;
    private final Diagnostics diagnostics;
    private final List<Token> out = new ArrayList<>();

    private TokenRepair(SourceFile file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    static List<Token> repair(SourceFile file, List<Token> tokens, Diagnostics diagnostics) {
        TokenRepair repair = new TokenRepair(file, diagnostics);
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).getChannel() == Token.DEFAULT_CHANNEL) {
                i = repair.take(tokens, i);
            }
        }
        return repair.out;
    }

    /// Takes the token at `i`, and those that follow it if they make one slip together. Returns the index of the last
    /// one taken.
    private int take(List<Token> tokens, int i) {
        Token token = tokens.get(i);
        SourceSpan span = Tokens.span(file, token);
        switch (token.getType()) {
            case NetLexer.BAD_ARROW ->
                replace(token, NetLexer.ARROW, "->", DiagnosticCode.WRONG_ARROW, "values flow with `->`");
            case NetLexer.BAD_EQUALS ->
                replace(token, Tokens.EQUALS, "=", DiagnosticCode.DOUBLE_EQUALS, "a value is set with a single `=`");
            case NetLexer.BAD_QUOTES -> {
                String right = "\"" + token.getText().substring(1, token.getText().length() - 1) + "\"";
                replace(token, NetLexer.STRING, right, DiagnosticCode.UNKNOWN_CHARACTER, "a string stands in double quotes");
            }
            case NetLexer.BAD_STRING -> {
                diagnostics.add(Diagnostic.error(
                                DiagnosticCode.UNTERMINATED_STRING, span, "this string does not end on its line")
                        .help("close it", Edit.insertAfter(span, "\"")));
                out.add(Tokens.retyped(token, NetLexer.STRING));
            }
            case NetLexer.BAD_COMMENT -> unterminatedComment(token);
            case NetLexer.BAD_NUMBER -> badNumber(token);
            case NetLexer.BAD_NAME -> {
                diagnostics.add(Diagnostic.error(
                                DiagnosticCode.UNKNOWN_CHARACTER,
                                span,
                                "names are made of the letters a to z, digits and `_`")
                        .note("a digit cannot come first; text in comments and strings may be anything"));
                out.add(Tokens.retyped(token, NetLexer.NAME));
            }
            case NetLexer.BAD_CHARACTER -> {
                return badCharacters(tokens, i);
            }
            default -> out.add(token);
        }
        return i;
    }

    private void replace(Token token, int type, String right, DiagnosticCode code, String message) {
        SourceSpan span = Tokens.span(file, token);
        diagnostics.add(Diagnostic.error(code, span, message + ", not `" + token.getText() + "`")
                .help("write `" + right + "`", new Edit(span, right)));
        out.add(Tokens.retyped(token, type));
    }

    private void unterminatedComment(Token token) {
        int start = Tokens.start(token);
        SourceSpan opener = new SourceSpan(file, start, start + 2);
        int last = file.text().stripTrailing().length();
        SourceSpan end = new SourceSpan(file, last, last);
        diagnostics.add(Diagnostic.error(DiagnosticCode.UNTERMINATED_COMMENT, opener, "this comment never ends")
                .label("opened here; the rest of the file is inside it")
                .help("close it with `*/`", new Edit(end, " */")));
    }

    private void badNumber(Token token) {
        String text = token.getText();
        SourceSpan span = Tokens.span(file, token);
        Diagnostic diagnostic =
                Diagnostic.error(DiagnosticCode.MALFORMED_NUMBER, span, "`" + text + "` is not a number, size or name");
        Matcher unit = NUMBER_AND_UNIT.matcher(text);
        if (SIZE_IN_CAPITALS.matcher(text).matches()) {
            diagnostic = diagnostic.help("sizes have a small `x`", new Edit(span, text.replace('X', 'x')));
        } else if (unit.matches() && Unit.of(unit.group(2)).isPresent()) {
            diagnostic =
                    diagnostic.help("put a space before the unit", new Edit(span, unit.group(1) + " " + unit.group(2)));
        } else if (text.matches("\\d+\\.")) {
            diagnostic = diagnostic.help("give a digit after the point", new Edit(span, text + "0"));
        } else {
            diagnostic =
                    diagnostic.note("numbers look like 64, 0.1 or 1e-3; sizes like 3x3; names start with a letter");
        }
        diagnostics.add(diagnostic);
        out.add(Tokens.retyped(token, NetLexer.INT));
    }

    /// Reports a run of adjacent unknown characters once. A `;` ends a statement: it becomes a comma-like line end in
    /// [Layout].
    private int badCharacters(List<Token> tokens, int first) {
        int last = first;
        while (last + 1 < tokens.size()
                && tokens.get(last + 1).getType() == NetLexer.BAD_CHARACTER
                && Tokens.start(tokens.get(last + 1)) == Tokens.end(tokens.get(last))) {
            last++;
        }
        SourceSpan span = Tokens.span(file, tokens.get(first)).to(Tokens.span(file, tokens.get(last)));
        String text = span.text();
        if (text.startsWith("#")) {
            diagnostics.add(Diagnostic.error(DiagnosticCode.UNKNOWN_CHARACTER, span, "comments start with `//`")
                    .help("write `//`", new Edit(span, "//")));
            return lastOnLine(tokens, first);
        }
        if (text.equals(";")) {
            diagnostics.add(Diagnostic.error(
                            DiagnosticCode.UNKNOWN_CHARACTER, span, "statements end with their line, not with `;`")
                    .help("remove it", Edit.delete(span)));
        } else {
            diagnostics.add(Diagnostic.error(
                    DiagnosticCode.UNKNOWN_CHARACTER, span, "`" + printable(text) + "` means nothing here"));
        }
        return last;
    }

    private int lastOnLine(List<Token> tokens, int first) {
        int line = file.line(Tokens.start(tokens.get(first)));
        int last = first;
        while (last + 1 < tokens.size()
                && tokens.get(last + 1).getType() != NetLexer.BAD_COMMENT
                && file.line(Tokens.start(tokens.get(last + 1))) == line) {
            last++;
        }
        return last;
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(12).forEach(c -> {
            boolean visible = !Character.isISOControl(c)
                    && !Character.isWhitespace(c)
                    && Character.isDefined(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.SURROGATE;
            if (visible) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("U+%04X", c));
            }
        });
        return shown.toString();
    }
}
