package dev.bnc.runtime.artifact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads JSON strictly. Recursion is bounded by [#MOST_LEVELS], memory by [#MOST_VALUES]: a short text such as `[0,0,0,...`
/// takes dozens of times its length.
final class JsonReader {
    private static final int MOST_LEVELS = 64;
    private static final int MOST_VALUES = 1_000_000;
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,400})(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?");

    private final String text;
    private final String source;
    private int at;
    private int values;

    JsonReader(String text, String source) {
        this.text = text;
        this.source = source;
    }

    Json document() {
        Json value = value(0);
        skipSpace();
        if (at < text.length()) {
            throw wrong("the end");
        }
        return value;
    }

    private Json value(int level) {
        skipSpace();
        if (level > MOST_LEVELS) {
            throw refused("JSON nested deeper than " + MOST_LEVELS + " levels at character " + at);
        }
        values++;
        if (values > MOST_VALUES) {
            throw refused("JSON of more than " + MOST_VALUES + " values");
        }
        return switch (peek()) {
            case '{' -> object(level);
            case '[' -> array(level);
            case '"' -> new Json.Text(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", new Json.Null());
            default -> number();
        };
    }

    private Json object(int level) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return new Json.Obj(members);
        }
        do {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            if (members.put(name, value(level + 1)) != null) {
                throw refused("JSON with two members \"" + name + "\" in one object");
            }
            skipSpace();
        } while (another('}'));
        return new Json.Obj(members);
    }

    private Json array(int level) {
        List<Json> elements = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return new Json.Arr(elements);
        }
        do {
            elements.add(value(level + 1));
            skipSpace();
        } while (another(']'));
        return new Json.Arr(elements);
    }

    private boolean another(char close) {
        if (peek() == close) {
            at++;
            return false;
        }
        expect(',');
        return true;
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        while (peek() != '"') {
            char c = peek();
            if (c < ' ') {
                throw wrong("an escaped control character");
            }
            at++;
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("an escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0 || peek() > 'f') {
                throw wrong("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private Json number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong("a value");
        }
        at = number.end();
        return new Json.Num(number.group());
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("'" + wanted + "'");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    // The end of the text reads as a character that fits nowhere.
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private ArtifactException wrong(String expected) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return refused("damaged JSON: %s at character %d, expected %s".formatted(found, at, expected));
    }

    private ArtifactException refused(String reason) {
        return new ArtifactException(
                new ArtifactException.Fault(ArtifactException.Kind.DAMAGED, source, "", reason, ""));
    }
}
