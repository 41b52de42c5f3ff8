package dev.bnc.compiler.graph;

import java.util.regex.Pattern;

/// How names and numbers are printed, so that they read back exactly.
final class Text {
    static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./$-]*");

    private Text() {}

    /// The name itself if it is made of letters, digits and `_ . / $ -`, else in quotes.
    static String name(String name) {
        return PLAIN_NAME.matcher(name).matches() ? name : quoted(name);
    }

    private static String quoted(String name) {
        var text = new StringBuilder("\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    /// The shortest digits that give the same double again: `1`, `0.9`, `1e-5`.
    static String number(double value) {
        return Double.toString(value).replace(".0E", "e").replace("E", "e").replaceAll("\\.0$", "");
    }
}
