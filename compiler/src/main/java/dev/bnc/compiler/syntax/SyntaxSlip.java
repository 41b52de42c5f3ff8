package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser;
import java.util.Optional;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/// A token the parser stumbled over, with what stands around it: is it one of the slips that have a message of their
/// own?
///
/// @param found the token, one of `tokens`
/// @param context the rule that was being read
record SyntaxSlip(SourceFile file, TokenStream tokens, Token found, RuleContext context) {
    /// The message, if the slip is a known one.
    Optional<Diagnostic> recognized() {
        int type = found.getType();
        if (type == NetLexer.ARROW) {
            return arrow();
        }
        if (type == NetParser.EXPECT) {
            return Optional.of(expect());
        }
        if (Keywords.isItem(type) && type != NetParser.LET) {
            return misplacedItem();
        }
        if (type == Tokens.LEFT_BRACE) {
            return brace();
        }
        if (before(1) == Tokens.EQUALS && isIn(NetParser.RULE_stage)) {
            return numberBinding();
        }
        boolean sign = type == Tokens.EQUALS || type == Tokens.COLON;
        if (sign && tokens.get(found.getTokenIndex() + 1).getType() == Tokens.LEFT_BRACE) {
            return Optional.of(signBeforeBrace(found));
        }
        if (type == Tokens.LEFT_PAREN && before(2) == Tokens.COLON && declares(before(4))) {
            return Optional.of(shapeInParentheses());
        }
        return isInPipeline() ? inPipeline() : Optional.empty();
    }

    private Optional<Diagnostic> inPipeline() {
        int type = found.getType();
        boolean sign = type == Tokens.PLUS || type == Tokens.MINUS || type == Tokens.STAR || type == Tokens.PERCENT;
        if (sign) {
            return Optional.of(error("arithmetic needs parentheses in a layer's arguments")
                    .help("write the arguments in a list, `dense(2 * n)`, or name the number with `let`"));
        }
        if (type == Tokens.COMMA && Tokens.endsOperand(before(1))) {
            return Optional.of(error("terse arguments stand without commas")
                    .help("remove the comma", Edit.delete(Tokens.span(file, found)))
                    .help("or put all arguments in parentheses: `conv(64, 3x3)`"));
        }
        if (type == Tokens.LEFT_BRACKET) {
            return Optional.of(error("a list must stand in parentheses here")
                    .help("a size is written `3x3`; other lists as options: `reshape(shape = [64, 7, 7])`"));
        }
        if (type == Tokens.EQUALS && before(1) == NetLexer.NAME) {
            return before(2) == NetParser.OUTPUT ? Optional.of(outputBinding()) : Optional.of(bareOption());
        }
        return Optional.empty();
    }

    // Arrows.

    private Optional<Diagnostic> arrow() {
        SourceSpan span = Tokens.span(file, found);
        if (isIn(NetParser.RULE_arguments) || isIn(NetParser.RULE_list) || isIn(NetParser.RULE_parameters)) {
            return Optional.of(error("values cannot flow inside parentheses or brackets")
                    .help("put the pipeline in a `block` and name that here"));
        }
        int last = before(1);
        if (last == NetParser.NEWLINE || last == Tokens.LEFT_BRACE || last == Tokens.COMMA) {
            return Optional.of(error("nothing flows into this `->`")
                    .help("start with a value or a layer", Edit.delete(span)));
        }
        if (last == NetLexer.ARROW) {
            return Optional.of(error("two arrows with no layer between").help("remove one", Edit.delete(span)));
        }
        boolean afterItem = isIn(NetParser.RULE_file) && !isIn(NetParser.RULE_pipeline) && !isIn(NetParser.RULE_body);
        return afterItem
                ? Optional.of(error("nothing flows out of the line before this `->`")
                        .help("start the pipeline with the name of a value: `image -> ...`"))
                : Optional.empty();
    }

    private Diagnostic expect() {
        if (before(1) != NetLexer.ARROW) {
            return error("`expect` follows a layer whose output it checks");
        }
        Token arrow = tokens.get(found.getTokenIndex() - 1);
        return error("`expect` follows a layer without an arrow")
                .help("remove the arrow", Edit.delete(Tokens.span(file, arrow)));
    }

    // Braces.

    private Optional<Diagnostic> brace() {
        int last = before(1);
        if (last == Tokens.EQUALS || last == Tokens.COLON) {
            return Optional.of(signBeforeBrace(tokens.get(found.getTokenIndex() - 1)));
        }
        if (last == NetParser.REPEAT) {
            return Optional.of(error("`repeat` needs a number of times")
                    .help("put it before the brace", Edit.insertBefore(Tokens.span(file, found), "2 ")));
        }
        return isAfterHeader()
                ? Optional.of(error("`net` has no braces: it names the whole file")
                        .help("remove this brace and the one that closes it"))
                : Optional.empty();
    }

    private Diagnostic signBeforeBrace(Token sign) {
        SourceSpan span = Tokens.span(file, sign);
        return Diagnostic.error(
                        DiagnosticCode.UNEXPECTED, span, "a group in braces has no `" + sign.getText() + "` before it")
                .help("remove the `" + sign.getText() + "`", Edit.delete(span));
    }

    private static boolean declares(int type) {
        return type == NetParser.INPUT || type == NetParser.LABEL;
    }

    private boolean isAfterHeader() {
        int i = found.getTokenIndex() - 1;
        while (i > 0 && tokens.get(i).getType() != NetParser.NEWLINE) {
            i--;
        }
        return i == 0 && tokens.get(0).getType() == NetParser.NET;
    }

    // Bindings and options.

    private Optional<Diagnostic> misplacedItem() {
        if (!isIn(NetParser.RULE_body) && !isIn(NetParser.RULE_branches)) {
            return Optional.empty();
        }
        String message = "`" + found.getText() + "` belongs at the top level of the file, outside all braces";
        return Optional.of(Diagnostic.error(DiagnosticCode.MISPLACED_ITEM, Tokens.span(file, found), message)
                .help("move it out"));
    }

    /// `n = 64`, where a pipeline was expected.
    private Optional<Diagnostic> numberBinding() {
        int type = found.getType();
        boolean value = Tokens.isNumber(type)
                || type == NetLexer.STRING
                || type == NetLexer.SIZE
                || type == Tokens.LEFT_PAREN
                || type == Tokens.LEFT_BRACKET
                || type == Tokens.MINUS;
        if (!value) {
            return Optional.empty();
        }
        int close = closing();
        if (type == Tokens.LEFT_PAREN && holdsArrow(close)) {
            return Optional.of(error("a pipeline stands without parentheses")
                    .help(
                            "remove them",
                            Edit.delete(Tokens.span(file, found)),
                            Edit.delete(Tokens.span(file, tokens.get(close)))));
        }
        int line = file.line(Tokens.start(found));
        String text = file.lineText(line);
        int start = file.lineStart(line) + text.length() - text.stripLeading().length();
        return Optional.of(Diagnostic.error(
                        DiagnosticCode.LET_EXPECTED,
                        Tokens.span(file, found),
                        "a name is bound to a number with `let`")
                .note("without `let`, `name = ...` names the result of a pipeline")
                .help("write `let`", new Edit(new SourceSpan(file, start, start), "let ")));
    }

    /// `output y = image -> relu`.
    private Diagnostic outputBinding() {
        String name = tokens.get(found.getTokenIndex() - 1).getText();
        return error("an output stands at the end of its pipeline")
                .help("write `... -> output " + name + "` at the end, and nothing before");
    }

    /// `conv 64 3x3 stride=2`.
    private Diagnostic bareOption() {
        Token name = tokens.get(found.getTokenIndex() - 1);
        int last = found.getTokenIndex();
        boolean others = false;
        while (!endsStep(tokens.get(last + 1).getType())) {
            last++;
            others |= Tokens.assigns(tokens.get(last).getType()) || Tokens.opens(tokens.get(last).getType());
        }
        Diagnostic diagnostic = Diagnostic.error(
                DiagnosticCode.UNEXPECTED,
                Tokens.span(file, name).to(Tokens.span(file, found)),
                "options stand in parentheses, after the other arguments");
        return others
                ? diagnostic.help("write `conv 64 3x3 (stride = 2, groups = 8)`")
                : diagnostic.help(
                        "put it in parentheses",
                        Edit.insertBefore(Tokens.span(file, name), "("),
                        Edit.insertAfter(Tokens.span(file, tokens.get(last)), ")"));
    }

    private static boolean endsStep(int type) {
        return type == NetLexer.ARROW
                || type == NetParser.NEWLINE
                || type == NetParser.EXPECT
                || type == Tokens.COMMA
                || type == Token.EOF
                || Tokens.closes(type);
    }

    private Diagnostic shapeInParentheses() {
        Diagnostic diagnostic = error("a shape stands in square brackets");
        int close = closing();
        return diagnostic.help(
                "write `[` and `]`",
                new Edit(Tokens.span(file, found), "["),
                new Edit(Tokens.span(file, tokens.get(close)), "]"));
    }

    // What stands around.

    private Diagnostic error(String message) {
        return Diagnostic.error(DiagnosticCode.UNEXPECTED, Tokens.span(file, found), message);
    }

    /// The type of the token `steps` before the one found; a line break before the start of the file.
    private int before(int steps) {
        int index = found.getTokenIndex() - steps;
        return index < 0 ? NetParser.NEWLINE : tokens.get(index).getType();
    }

    /// The index of the bracket that closes the one found; brackets are balanced.
    private int closing() {
        int depth = 0;
        int i = found.getTokenIndex();
        while (tokens.get(i).getType() != Token.EOF) {
            depth += Tokens.opens(tokens.get(i).getType()) ? 1 : 0;
            depth -= Tokens.closes(tokens.get(i).getType()) ? 1 : 0;
            if (depth <= 0) {
                return i;
            }
            i++;
        }
        return i;
    }

    private boolean holdsArrow(int close) {
        for (int i = found.getTokenIndex(); i < close; i++) {
            if (tokens.get(i).getType() == NetLexer.ARROW) {
                return true;
            }
        }
        return false;
    }

    private boolean isInPipeline() {
        boolean list = isIn(NetParser.RULE_arguments) || isIn(NetParser.RULE_list) || isIn(NetParser.RULE_value);
        boolean section = isIn(NetParser.RULE_section);
        return !list && !section && startsWithPipeline();
    }

    /// Whether the statement that holds the token found is a pipeline.
    private boolean startsWithPipeline() {
        int i = found.getTokenIndex() - 1;
        int depth = 0;
        while (i >= 0 && (depth > 0 || !startsStatement(tokens.get(i).getType()))) {
            depth += Tokens.closes(tokens.get(i).getType()) ? 1 : 0;
            depth -= Tokens.opens(tokens.get(i).getType()) ? 1 : 0;
            i--;
        }
        int first = tokens.get(i + 1).getType();
        return first == NetLexer.NAME || first == NetParser.OUTPUT || first == NetParser.REPEAT || first == NetParser.FOR;
    }

    private static boolean startsStatement(int type) {
        return type == NetParser.NEWLINE || type == Tokens.LEFT_BRACE;
    }

    private boolean isIn(int rule) {
        for (RuleContext at = context; at != null; at = at.parent) {
            if (at.getRuleIndex() == rule) {
                return true;
            }
        }
        return false;
    }
}
