package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// Reads one line of a printed graph from left to right. Spaces between tokens do not matter.
final class LineScanner {
    /// Bound of sizes, strides, counts and the like: their products of two fit into a long many times over.
    private static final int LARGEST = 1 << 24;

    private static final int LARGEST_RANK = 8;

    private static final Pattern NUMBER = Pattern.compile("-?([0-9]+(\\.[0-9]+)?(e-?[0-9]+)?|Infinity)|NaN");

    private final String text;
    private final int line;
    private int at;

    LineScanner(String text, int line) {
        this.text = text;
        this.line = line;
    }

    GraphFormatException error(String message) {
        return new GraphFormatException(line, message);
    }

    /// Whether nothing but spaces is left.
    boolean atEnd() {
        skipSpaces();
        return at == text.length();
    }

    /// Moves past `token` if it comes next.
    boolean accept(String token) {
        skipSpaces();
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    void expect(String token) {
        if (!accept(token)) {
            throw expected("'" + token + "'", at);
        }
    }

    /// A run of letters, digits and underscores.
    String word() {
        String word = run(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'));
        if (word.isEmpty()) {
            throw expected("a word", at);
        }
        return word;
    }

    /// A name as [Text#name] writes it.
    String name() {
        if (accept("\"")) {
            return quoted();
        }
        String name = run(c -> c < 128 && (Character.isLetterOrDigit(c) || "_./$-".indexOf(c) >= 0));
        if (!Text.PLAIN_NAME.matcher(name).matches()) {
            throw expected("a name", at - name.length());
        }
        return name;
    }

    private String quoted() {
        var name = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return name.toString();
            }
            name.append(c == '\\' ? escaped() : c);
        }
        throw error("a quote is not closed");
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : '?';
        if (c == '"' || c == '\\') {
            return c;
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw error("no such escape: \\" + c);
        }
        at += 4;
        try {
            return (char) Integer.parseInt(text, at - 4, at, 16);
        } catch (NumberFormatException _) {
            throw error("no such escape: \\u" + text.substring(at - 4, at));
        }
    }

    double decimal() {
        String digits = run(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-');
        if (digits.length() > 40 || !NUMBER.matcher(digits).matches()) {
            throw expected("a number", at - digits.length());
        }
        return Double.parseDouble(digits);
    }

    /// A whole number from 0 to 2^24.
    int count() {
        long number = wholeNumber();
        if (number < 0 || number > LARGEST) {
            throw error(number + " is not from 0 to " + LARGEST);
        }
        return (int) number;
    }

    long wholeNumber() {
        String digits = run(c -> (c >= '0' && c <= '9') || c == '-');
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            throw expected("a whole number", at - digits.length());
        }
    }

    /// `3x3`.
    Extent extent() {
        int height = count();
        expect("x");
        return new Extent(height, count());
    }

    /// `0,0,1,1`.
    Padding padding() {
        int top = count();
        expect(",");
        int left = count();
        expect(",");
        int bottom = count();
        expect(",");
        return new Padding(top, left, bottom, count());
    }

    /// `f32[N,784]`.
    TensorType type() {
        for (ElementType element : ElementType.values()) {
            if (accept(element.text())) {
                return new TensorType(element, shape());
            }
        }
        throw expected("a type", at);
    }

    /// `[N,784]`; of no more elements than an array has.
    Shape shape() {
        expect("[");
        List<Integer> sizes = new ArrayList<>();
        while (!accept("]")) {
            if (!sizes.isEmpty()) {
                expect(",");
            }
            sizes.add(accept("N") ? Shape.BATCH : count());
            if (sizes.size() > LARGEST_RANK) {
                throw error("more than " + LARGEST_RANK + " dimensions");
            }
        }
        Shape shape = new Shape(sizes);
        if ((shape.symbolic() ? shape.elementsPerExample() : shape.elements()) > Integer.MAX_VALUE) {
            throw error("more elements than fit into an array: " + shape);
        }
        return shape;
    }

    /// What is left of an attribute's value: up to `, ` or `}` outside quotes.
    LineScanner attributeValue() {
        int from = at;
        boolean quoted = false;
        while (at < text.length() && (quoted || !endsValue())) {
            quoted ^= text.charAt(at) == '"';
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at, text.length());
        return new LineScanner(text.substring(from, at), line);
    }

    private boolean endsValue() {
        return text.charAt(at) == '}' || text.startsWith(", ", at);
    }

    /// The longest run of characters that all belong.
    private String run(IntPredicate belongs) {
        skipSpaces();
        int from = at;
        while (at < text.length() && belongs.test(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private GraphFormatException expected(String what, int from) {
        String found = text.substring(from);
        String shown = found.length() > 40 ? found.substring(0, 40) + "..." : found;
        return error("expected " + what + " but found " + (found.isEmpty() ? "the end of the line" : shown));
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
