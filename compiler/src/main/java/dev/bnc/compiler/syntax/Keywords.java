package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.antlr.v4.runtime.Token;

/// Tells keywords from names by where they stand and what follows; nothing is reserved. A misspelt keyword is reported
/// and taken for the right one where what follows leaves no doubt.
final class Keywords {
    private static final Map<String, Integer> ITEMS = Map.ofEntries(
            Map.entry("net", NetParser.NET),
            Map.entry("use", NetParser.USE),
            Map.entry("defaults", NetParser.DEFAULTS),
            Map.entry("input", NetParser.INPUT),
            Map.entry("label", NetParser.LABEL),
            Map.entry("block", NetParser.BLOCK),
            Map.entry("let", NetParser.LET),
            Map.entry("data", NetParser.DATA),
            Map.entry("train", NetParser.TRAIN),
            Map.entry("probe", NetParser.PROBE),
            Map.entry("variant", NetParser.VARIANT),
            Map.entry("study", NetParser.STUDY));

    /// What a pipeline may have where a misspelt item keyword could be suspected.
    private static final Set<String> NOT_MISSPELT = Set.of("concat", "add", "mul", "max", "avg");

    private final SourceFile file;
    private final List<Token> in;
    private final Diagnostics diagnostics;

    Keywords(SourceFile file, List<Token> in, Diagnostics diagnostics) {
        this.file = file;
        this.in = in;
        this.diagnostics = diagnostics;
    }

    static boolean isItem(int type) {
        return ITEMS.containsValue(type);
    }

    /// The keyword that the name at `i` is, at the start of a statement, or NAME.
    int itemWord(int i, boolean atTop) {
        String word = text(i);
        Integer type = ITEMS.get(word);
        if (type != null) {
            boolean nameless = atTop
                    && (type == NetParser.INPUT || type == NetParser.LABEL)
                    && type(i + 1) == Tokens.COLON
                    && type(i + 3) == Tokens.LEFT_BRACKET;
            boolean assigned = atTop
                    && (type(i + 1) == Tokens.COLON || type(i + 1) == Tokens.EQUALS)
                    && type(i + 2) == Tokens.LEFT_BRACE;
            boolean fits = (atTop && type != NetParser.LET)
                    ? nameless || assigned || mayStartItem(i) : surelyStarts(word, i);
            return fits ? type : NetLexer.NAME;
        }
        if (!atTop || NOT_MISSPELT.contains(word)) {
            return NetLexer.NAME;
        }
        return misspelt(i, ITEMS.keySet(), candidate -> surelyStarts(candidate, i))
                .map(ITEMS::get)
                .orElse(NetLexer.NAME);
    }

    /// Whether `i` is, rightly spelt, a keyword that starts an item.
    boolean isItemWord(int i) {
        return type(i) == NetLexer.NAME && ITEMS.containsKey(text(i)) && surelyStarts(text(i), i);
    }

    /// The keyword that the name at `i` is, at the start of a step, or NAME.
    int stepWord(int i) {
        return switch (text(i)) {
            case "repeat" ->
                startsValue(i + 1) || type(i + 1) == Tokens.LEFT_BRACE ? NetParser.REPEAT : NetLexer.NAME;
            case "for" -> type(i + 1) == NetLexer.NAME ? NetParser.FOR : NetLexer.NAME;
            case "output" -> isOutput(i) ? NetParser.OUTPUT : NetLexer.NAME;
            case "expect" -> isExpect(i) ? NetParser.EXPECT : NetLexer.NAME;
            default -> misspeltStep(i);
        };
    }

    /// The keyword that the name at `i` is, after the start of a step, or NAME.
    int laterWord(int i) {
        return isExpect(i) ? NetParser.EXPECT : NetLexer.NAME;
    }

    /// The keyword that the name at `i` is, right after a value, or NAME.
    int valueWord(int i) {
        if (!startsValue(i + 1)) {
            return NetLexer.NAME;
        }
        return switch (text(i)) {
            case "or" -> NetParser.OR;
            case "except" -> NetParser.EXCEPT;
            default -> NetLexer.NAME;
        };
    }

    /// Whether `i` is the word `expect` before a shape.
    boolean isExpect(int i) {
        int next = type(i + 1);
        return text(i).equals("expect")
                && (next == NetLexer.INT || next == NetLexer.SIZE || next == Tokens.LEFT_BRACKET);
    }

    /// Whether `i` is the word `output` before a name, or where a name should follow.
    private boolean isOutput(int i) {
        boolean last = !isOnLine(i + 1, i) || Tokens.closes(type(i + 1));
        boolean nameless = i > 0 && type(i - 1) == NetLexer.ARROW && last;
        return nameless || (type(i + 1) == NetLexer.NAME && isOnLine(i + 1, i));
    }

    private int misspeltStep(int i) {
        boolean loop = type(i + 1) == NetLexer.INT && type(i + 2) == Tokens.LEFT_BRACE;
        if (loop && misspelt(i, List.of("repeat"), _ -> true).isPresent()) {
            return NetParser.REPEAT;
        }
        boolean walk = type(i + 1) == NetLexer.NAME
                && text(i + 2).equals("in")
                && text(i).length() == 3
                && (type(i + 3) == Tokens.LEFT_BRACKET || type(i + 4) == Tokens.LEFT_BRACE);
        if (walk && misspelt(i, List.of("for"), _ -> true).isPresent()) {
            return NetParser.FOR;
        }
        boolean end = i > 0
                && type(i - 1) == NetLexer.ARROW
                && type(i + 1) == NetLexer.NAME
                && isOnLine(i + 1, i)
                && (i + 2 == in.size() || !isOnLine(i + 2, i));
        if (end && misspelt(i, List.of("output"), _ -> true).isPresent()) {
            return NetParser.OUTPUT;
        }
        return NetLexer.NAME;
    }

    /// Whether an item keyword at `i` at top level is meant as one. Lenient, so that what is wrong after it is reported
    /// as such.
    private boolean mayStartItem(int i) {
        int next = type(i + 1);
        boolean brace = next == Tokens.LEFT_BRACE;
        return brace || (isOnLine(i + 1, i) && (next == NetLexer.NAME || next == NetLexer.STRING));
    }

    /// Whether what follows `i` is the form of the item that starts with `word`, and of nothing else.
    private boolean surelyStarts(String word, int i) {
        int first = type(i + 1);
        int second = type(i + 2);
        boolean named = first == NetLexer.NAME && isOnLine(i + 1, i);
        return switch (word) {
            case "net" -> named && i == 0;
            case "use" -> first == NetLexer.STRING;
            case "defaults", "train" -> first == Tokens.LEFT_BRACE;
            case "study" -> first == Tokens.LEFT_BRACE || (named && second == Tokens.LEFT_BRACE);
            case "input", "label" -> named && second == Tokens.COLON;
            case "block" -> named && (second == Tokens.LEFT_BRACE || isCallBeforeBrace(i + 2));
            case "let" -> named && (Tokens.assigns(second) || second == Tokens.COLON);
            case "data" -> named && (second == Tokens.LEFT_BRACE || isCallBeforeBrace(i + 2));
            case "variant" -> named && second == Tokens.LEFT_BRACE;
            case "probe" -> named && (second == Tokens.DOT || second == Tokens.LEFT_BRACE);
            default -> throw new IllegalStateException("not an item keyword: " + word);
        };
    }

    private boolean isCallBeforeBrace(int i) {
        if (type(i) != Tokens.LEFT_PAREN) {
            return false;
        }
        int depth = 0;
        for (int j = i; j < in.size(); j++) {
            if (Tokens.opens(type(j))) {
                depth++;
            } else if (Tokens.closes(type(j)) && --depth == 0) {
                return type(j + 1) == Tokens.LEFT_BRACE;
            }
        }
        return false;
    }

    private Optional<String> misspelt(int i, Iterable<String> words, Predicate<String> fits) {
        List<String> fitting = new ArrayList<>();
        for (String word : words) {
            if (fits.test(word)) {
                fitting.add(word);
            }
        }
        Optional<String> meant = Suggestions.near(text(i), fitting).stream().findFirst();
        meant.ifPresent(word -> {
            SourceSpan span = Tokens.span(file, in.get(i));
            diagnostics.add(
                    Diagnostic.error(DiagnosticCode.MISSPELT_KEYWORD, span, "there is no keyword `" + text(i) + "`")
                            .help("did you mean `" + word + "`?", new Edit(span, word)));
        });
        return meant;
    }

    private boolean startsValue(int i) {
        int type = type(i);
        return Tokens.startsOperand(type)
                || type == Tokens.LEFT_PAREN
                || type == Tokens.LEFT_BRACKET
                || type == Tokens.MINUS;
    }

    private boolean isOnLine(int j, int i) {
        return j < in.size() && file.line(Tokens.start(in.get(j))) == file.line(Tokens.start(in.get(i)));
    }

    private int type(int i) {
        return i < in.size() ? in.get(i).getType() : Token.EOF;
    }

    private String text(int i) {
        return i < in.size() ? in.get(i).getText() : "";
    }
}
