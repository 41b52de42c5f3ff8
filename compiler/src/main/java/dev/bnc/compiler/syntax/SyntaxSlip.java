package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser;
import java.util.Optional;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;

/// A token the parser stumbled over, with what stands around it: is it one of the slips that have a message of their
/// own?
///
/// @param before the token before; at the start of the file a line break that is not there
record SyntaxSlip(SourceFile file, Token before, Token found, RuleContext context) {
    /// The message, if the slip is a known one.
    Optional<Diagnostic> recognized() {
        int type = found.getType();
        if (type == NetLexer.ARROW) {
            return arrow();
        }
        if (type == NetParser.EXPECT) {
            return expect();
        }
        if (Keywords.isItem(type) && type != NetParser.LET) {
            return misplacedItem();
        }
        if (before.getType() == Tokens.EQUALS && isIn(NetParser.RULE_stage)) {
            return numberBinding();
        }
        boolean sign = type == Tokens.PLUS || type == Tokens.MINUS || type == Tokens.STAR || type == Tokens.PERCENT;
        return sign && isIn(NetParser.RULE_pipeline) && !isIn(NetParser.RULE_arguments)
                ? arithmetic()
                : Optional.empty();
    }

    private Optional<Diagnostic> arrow() {
        SourceSpan span = Tokens.span(file, found);
        if (isIn(NetParser.RULE_arguments) || isIn(NetParser.RULE_list) || isIn(NetParser.RULE_parameters)) {
            return Optional.of(Diagnostic.error(
                            DiagnosticCode.UNEXPECTED, span, "values cannot flow inside parentheses or brackets")
                    .help("put the pipeline in a `block` and name that here"));
        }
        boolean first = before.getType() == NetParser.NEWLINE
                || before.getType() == Tokens.LEFT_BRACE
                || before.getType() == Tokens.COMMA;
        if (first) {
            return Optional.of(Diagnostic.error(DiagnosticCode.UNEXPECTED, span, "nothing flows into this `->`")
                    .help("start with a value or a layer", Edit.delete(span)));
        }
        if (before.getType() == NetLexer.ARROW) {
            return Optional.of(Diagnostic.error(DiagnosticCode.UNEXPECTED, span, "two arrows with no layer between")
                    .help("remove one", Edit.delete(span)));
        }
        boolean afterItem = isIn(NetParser.RULE_file) && !isIn(NetParser.RULE_pipeline) && !isIn(NetParser.RULE_body);
        return afterItem
                ? Optional.of(Diagnostic.error(
                                DiagnosticCode.UNEXPECTED, span, "nothing flows out of the line before this `->`")
                        .help("start the pipeline with the name of a value: `image -> ...`"))
                : Optional.empty();
    }

    private Optional<Diagnostic> expect() {
        if (before.getType() != NetLexer.ARROW) {
            return Optional.of(Diagnostic.error(
                    DiagnosticCode.UNEXPECTED,
                    Tokens.span(file, found),
                    "`expect` follows a layer whose output it checks"));
        }
        SourceSpan arrow = Tokens.span(file, before);
        return Optional.of(Diagnostic.error(
                        DiagnosticCode.UNEXPECTED,
                        Tokens.span(file, found),
                        "`expect` follows a layer without an arrow")
                .help("remove the arrow", Edit.delete(arrow)));
    }

    private Optional<Diagnostic> misplacedItem() {
        String word = found.getText();
        if (!isIn(NetParser.RULE_body) && !isIn(NetParser.RULE_branches)) {
            return Optional.empty();
        }
        return Optional.of(Diagnostic.error(
                        DiagnosticCode.MISPLACED_ITEM,
                        Tokens.span(file, found),
                        "`" + word + "` belongs at the top level of the file, outside all braces")
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
        int line = file.line(Tokens.start(found));
        String text = file.lineText(line);
        int indent = text.length() - text.stripLeading().length();
        int start = file.lineStart(line) + indent;
        return Optional.of(Diagnostic.error(
                        DiagnosticCode.LET_EXPECTED, Tokens.span(file, found), "a name is bound to a number with `let`")
                .note("without `let`, `name = ...` names the result of a pipeline")
                .help("write `let`", new Edit(new SourceSpan(file, start, start), "let ")));
    }

    private Optional<Diagnostic> arithmetic() {
        return Optional.of(Diagnostic.error(
                        DiagnosticCode.UNEXPECTED,
                        Tokens.span(file, found),
                        "arithmetic needs parentheses in a layer's arguments")
                .help("write the arguments in a list, `dense(2 * n)`, or name the number with `let`"));
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
