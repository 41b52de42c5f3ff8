package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// Making tokens and asking about them: literal token types by name, spans, classes of tokens.
final class Tokens {
    static final int LEFT_PAREN = literal("'('");
    static final int RIGHT_PAREN = literal("')'");
    static final int LEFT_BRACKET = literal("'['");
    static final int RIGHT_BRACKET = literal("']'");
    static final int LEFT_BRACE = literal("'{'");
    static final int RIGHT_BRACE = literal("'}'");
    static final int COMMA = literal("','");
    static final int COLON = literal("':'");
    static final int EQUALS = literal("'='");
    static final int DOT = literal("'.'");
    static final int PLUS = literal("'+'");
    static final int MINUS = literal("'-'");
    static final int STAR = literal("'*'");
    static final int SLASH = literal("'/'");
    static final int PERCENT = literal("'%'");
    static final int GREATER = literal("'>'");
    static final int PLUS_EQUALS = literal("'+='");
    static final int MINUS_EQUALS = literal("'-='");
    static final int STAR_EQUALS = literal("'*='");
    static final int SLASH_EQUALS = literal("'/='");

    private Tokens() {}

    private static int literal(String quoted) {
        for (int type = 1; type <= NetLexer.VOCABULARY.getMaxTokenType(); type++) {
            if (quoted.equals(NetLexer.VOCABULARY.getLiteralName(type))) {
                return type;
            }
        }
        throw new IllegalStateException("the grammar has no token " + quoted);
    }

    /// All tokens of a file, comments and line breaks included, the end excluded.
    static List<Token> lex(SourceFile file) {
        NetLexer lexer = new NetLexer(new TextStream(file));
        lexer.removeErrorListeners();
        List<Token> tokens = new ArrayList<>();
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            tokens.add(token);
        }
        return Collections.unmodifiableList(tokens);
    }

    /// The same token with another type.
    static Token retyped(Token token, int type) {
        CommonToken copy = new CommonToken(token);
        copy.setType(type);
        return copy;
    }

    /// A token of no width at `offset`, which was not written.
    static Token virtual(int type, String text, int offset) {
        CommonToken token = new CommonToken(type, text);
        token.setStartIndex(offset);
        token.setStopIndex(offset - 1);
        return token;
    }

    static int start(Token token) {
        return token.getStartIndex();
    }

    static int end(Token token) {
        return token.getStopIndex() + 1;
    }

    static SourceSpan span(SourceFile file, Token token) {
        int size = file.text().length();
        int start = Math.min(start(token), size);
        return new SourceSpan(file, start, Math.max(start, Math.min(end(token), size)));
    }

    static boolean opens(int type) {
        return type == LEFT_PAREN || type == LEFT_BRACKET || type == LEFT_BRACE;
    }

    static boolean closes(int type) {
        return type == RIGHT_PAREN || type == RIGHT_BRACKET || type == RIGHT_BRACE;
    }

    /// The closing bracket for an opening one.
    static int closerOf(int opener) {
        if (opener == LEFT_PAREN) {
            return RIGHT_PAREN;
        }
        return opener == LEFT_BRACKET ? RIGHT_BRACKET : RIGHT_BRACE;
    }

    /// The text of a punctuation token: `)`.
    static String symbol(int type) {
        String literal = NetLexer.VOCABULARY.getLiteralName(type);
        return literal == null ? "" : literal.substring(1, literal.length() - 1);
    }

    static boolean assigns(int type) {
        return type == EQUALS
                || type == PLUS_EQUALS
                || type == MINUS_EQUALS
                || type == STAR_EQUALS
                || type == SLASH_EQUALS;
    }

    static boolean isNumber(int type) {
        return type == NetLexer.INT || type == NetLexer.FLOAT;
    }

    /// Whether a value can end with this token.
    static boolean endsOperand(int type) {
        return isNumber(type)
                || type == NetLexer.NAME
                || type == NetLexer.SIZE
                || type == NetLexer.STRING
                || type == RIGHT_PAREN
                || type == RIGHT_BRACKET;
    }

    /// Whether a value can start with this token and cannot go on with it.
    static boolean startsOperand(int type) {
        return isNumber(type) || type == NetLexer.NAME || type == NetLexer.SIZE || type == NetLexer.STRING;
    }
}
