package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Turns a set of tokens that could have come into a phrase: "a value", "a layer", "`->` or the end of the line".
final class Expectation {
    /// More alternatives than this are not listed: they tell the reader nothing.
    private static final int MOST = 4;

    private final IntervalSet left;
    private final List<String> phrases = new ArrayList<>();

    private Expectation(IntervalSet expected) {
        left = new IntervalSet(expected);
    }

    /// The phrase, without "expected"; empty if there is nothing helpful to say. `rule` is the grammar rule being read.
    static String phrase(IntervalSet expected, int rule) {
        Expectation expectation = new Expectation(expected);
        expectation.collect(rule);
        List<String> phrases = expectation.phrases;
        if (phrases.isEmpty() || phrases.size() > MOST) {
            return "";
        }
        if (phrases.size() == 1) {
            return phrases.getFirst();
        }
        return String.join(", ", phrases.subList(0, phrases.size() - 1)) + " or " + phrases.getLast();
    }

    private void collect(int rule) {
        if (left.contains(NetParser.BLOCK)) {
            phrases.add("an item such as `input`, `block` or `train`");
            return;
        }
        takeStarts(rule);
        takeNames(rule);
        boolean complete = left.contains(NetParser.NEWLINE)
                || left.contains(Token.EOF)
                || left.contains(Tokens.COMMA)
                || left.contains(Tokens.RIGHT_PAREN)
                || left.contains(Tokens.RIGHT_BRACKET);
        if (complete) {
            dropOperators();
        }
        take(NetLexer.ARROW, "`->`");
        if (left.contains(Tokens.COLON) && left.contains(Tokens.EQUALS) && rule == NetParser.RULE_colon) {
            left.remove(Tokens.EQUALS);
        }
        for (int type : new int[] {
            Tokens.LEFT_BRACE,
            Tokens.LEFT_PAREN,
            Tokens.COLON,
            Tokens.EQUALS,
            Tokens.COMMA,
            Tokens.RIGHT_PAREN,
            Tokens.RIGHT_BRACKET,
            Tokens.RIGHT_BRACE
        }) {
            take(type, "`" + Tokens.symbol(type) + "`");
        }
        take(NetParser.IN, "`in`");
        take(Tokens.LEFT_BRACKET, "a list in `[` and `]`");
        if (left.contains(NetParser.NEWLINE) || left.contains(Token.EOF)) {
            phrases.add("the end of the line");
        }
    }

    private void takeStarts(int rule) {
        if (left.contains(NetParser.REPEAT)) {
            phrases.add("a layer");
            drop(NetLexer.NAME, NetParser.REPEAT, NetParser.FOR, NetParser.OUTPUT, NetParser.LET);
        } else if (left.contains(NetLexer.STRING)
                && left.contains(Tokens.LEFT_PAREN)
                && left.contains(Tokens.LEFT_BRACKET)) {
            phrases.add(rule == NetParser.RULE_arguments ? "an argument" : "a value");
            drop(NetLexer.NAME, NetLexer.INT, NetLexer.FLOAT, NetLexer.SIZE, NetLexer.STRING);
            drop(Tokens.LEFT_PAREN, Tokens.LEFT_BRACKET, Tokens.MINUS);
        } else if (left.contains(NetLexer.SIZE) && left.contains(NetLexer.NAME)) {
            phrases.add("an argument");
            drop(NetLexer.NAME, NetLexer.INT, NetLexer.FLOAT, NetLexer.SIZE, NetLexer.STRING);
            drop(Tokens.LEFT_PAREN, Tokens.MINUS, Tokens.SLASH, NetParser.EXPECT);
        } else if (left.contains(NetLexer.SIZE)) {
            phrases.add("a shape such as `192x28x28`");
            drop(NetLexer.INT, NetLexer.SIZE, Tokens.LEFT_BRACKET);
        }
        if (left.contains(NetLexer.STRING) && rule == NetParser.RULE_use) {
            phrases.add("a file name in quotes or a library name");
            drop(NetLexer.STRING, NetLexer.NAME);
        }
    }

    private void takeNames(int rule) {
        String name = switch (rule) {
            case NetParser.RULE_header -> "the net's name";
            case NetParser.RULE_block -> "the block's name";
            case NetParser.RULE_variant -> "the variant's name";
            case NetParser.RULE_data -> "the kind of data";
            case NetParser.RULE_parameter, NetParser.RULE_parameters -> "a parameter";
            case NetParser.RULE_type -> "a type";
            case NetParser.RULE_entry, NetParser.RULE_entryLine, NetParser.RULE_section -> "a setting";
            default -> "a name";
        };
        take(NetLexer.NAME, name);
        if (left.contains(NetLexer.INT)) {
            take(NetLexer.INT, "a number");
            drop(NetLexer.FLOAT);
        }
    }

    private void dropOperators() {
        drop(Tokens.PLUS, Tokens.MINUS, Tokens.STAR, Tokens.SLASH, Tokens.PERCENT, Tokens.GREATER, Tokens.DOT);
        drop(NetParser.OR, NetParser.EXCEPT, Tokens.LEFT_BRACKET, NetParser.EXPECT);
    }

    private void take(int type, String phrase) {
        if (left.contains(type)) {
            phrases.add(phrase);
            left.remove(type);
        }
    }

    private void drop(int... types) {
        for (int type : types) {
            if (left.contains(type)) {
                left.remove(type);
            }
        }
    }
}
