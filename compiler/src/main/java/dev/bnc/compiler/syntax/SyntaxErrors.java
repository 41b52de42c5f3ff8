package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNConfig;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Words what the parser could not read, in our own terms, and lets it go on with the next statement or setting.
///
/// Tokens are neither invented nor dropped one by one: [Layout] has done that where it is safe. After an error
/// everything up to the end of the statement is skipped, groups in brackets as a whole.
final class SyntaxErrors extends DefaultErrorStrategy {
    private final SourceFile file;
    private final Diagnostics diagnostics;

    SyntaxErrors(SourceFile file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    // How the parser goes on.

    @Override
    protected boolean singleTokenInsertion(Parser recognizer) {
        return false;
    }

    // Null is what ANTLR expects for "nothing deleted".
    @SuppressWarnings("NullAway")
    @Override
    protected Token singleTokenDeletion(Parser recognizer) {
        return null;
    }

    @Override
    protected void consumeUntil(Parser recognizer, IntervalSet ignored) {
        boolean commas = endsAtComma(recognizer.getContext());
        for (Token token = recognizer.getCurrentToken();
                !ends(token.getType(), commas);
                token = recognizer.getCurrentToken()) {
            if (Tokens.opens(token.getType())) {
                skipGroup(recognizer);
            } else {
                recognizer.consume();
            }
        }
    }

    /// Between lines, at a token that cannot go on: reports it and skips to the next line, staying in the same rule.
    @Override
    public void sync(Parser recognizer) {
        ATNState state = recognizer.getInterpreter().atn.states.get(recognizer.getState());
        boolean betweenLines = isContainer(recognizer.getContext().getRuleIndex())
                && (state.getStateType() == ATNState.STAR_LOOP_ENTRY
                        || state.getStateType() == ATNState.STAR_LOOP_BACK);
        if (!betweenLines) {
            super.sync(recognizer);
            return;
        }
        int next = recognizer.getCurrentToken().getType();
        if (!recognizer.getATN().nextTokens(state).contains(next)) {
            reportUnwantedToken(recognizer);
            consumeUntil(recognizer, new IntervalSet());
        }
    }

    private static boolean ends(int type, boolean commas) {
        return type == Token.EOF
                || type == NetParser.NEWLINE
                || Tokens.closes(type)
                || (type == Tokens.COMMA && commas);
    }

    private static void skipGroup(Parser recognizer) {
        int depth = 0;
        do {
            int type = recognizer.getCurrentToken().getType();
            if (type == Token.EOF) {
                return;
            }
            depth += Tokens.opens(type) ? 1 : 0;
            depth -= Tokens.closes(type) ? 1 : 0;
            recognizer.consume();
        } while (depth > 0);
    }

    /// Whether a statement that cannot be read ends at a comma: in settings and branches, but not inside their lists.
    private static boolean endsAtComma(RuleContext context) {
        for (RuleContext at = context; at != null; at = at.parent) {
            int rule = at.getRuleIndex();
            if (rule == NetParser.RULE_section || rule == NetParser.RULE_branches) {
                return true;
            }
            boolean list = rule == NetParser.RULE_arguments
                    || rule == NetParser.RULE_parameters
                    || rule == NetParser.RULE_list;
            if (list || isContainer(rule)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isContainer(int rule) {
        return rule == NetParser.RULE_file
                || rule == NetParser.RULE_body
                || rule == NetParser.RULE_section
                || rule == NetParser.RULE_branches;
    }

    // What is said.

    @Override
    public void reportError(Parser recognizer, RecognitionException e) {
        if (inErrorRecoveryMode(recognizer)) {
            return;
        }
        beginErrorCondition(recognizer);
        IntervalSet expected = switch (e) {
            case NoViableAltException dead -> expectedAfter(recognizer.getATN(), dead);
            case InputMismatchException mismatch -> mismatch.getExpectedTokens();
            default -> recognizer.getExpectedTokens();
        };
        report(recognizer, e.getOffendingToken(), expected);
    }

    @Override
    protected void reportUnwantedToken(Parser recognizer) {
        if (inErrorRecoveryMode(recognizer)) {
            return;
        }
        beginErrorCondition(recognizer);
        report(recognizer, recognizer.getCurrentToken(), getExpectedTokens(recognizer));
    }

    /// What could have come where the parser, looking ahead, ran into a token that fits no alternative.
    private static IntervalSet expectedAfter(ATN atn, NoViableAltException dead) {
        IntervalSet expected = new IntervalSet();
        if (dead.getDeadEndConfigs() != null) {
            for (ATNConfig config : dead.getDeadEndConfigs()) {
                expected.addAll(atn.nextTokens(config.state));
            }
        }
        return expected;
    }

    private void report(Parser recognizer, Token found, IntervalSet expected) {
        boolean putIn = found.getType() != Token.EOF && Tokens.end(found) == Tokens.start(found);
        if (putIn && found.getType() != NetParser.NEWLINE && diagnostics.hasErrors()) {
            return; // a bracket or comma that is missing, and has been reported
        }
        SyntaxSlip slip = new SyntaxSlip(file, recognizer.getInputStream(), found, recognizer.getRuleContext());
        diagnostics.add(slip.recognized().orElseGet(() -> unexpected(found, expected, recognizer.getContext())));
    }

    private Diagnostic unexpected(Token found, IntervalSet expected, ParserRuleContext context) {
        String wanted = Expectation.phrase(expected, context.getRuleIndex());
        String message = wanted.isEmpty()
                ? describe(found) + " cannot stand here"
                : "expected " + wanted + ", found " + describe(found);
        return Diagnostic.error(DiagnosticCode.UNEXPECTED, place(found), message);
    }

    /// Where to point: at the token, or for the end of a line or file at the place just behind the last character.
    private SourceSpan place(Token found) {
        if (found.getType() != Token.EOF) {
            return Tokens.span(file, found);
        }
        int end = file.text().stripTrailing().length();
        return new SourceSpan(file, end, end);
    }

    private static String describe(Token found) {
        return switch (found.getType()) {
            case Token.EOF -> "the end of the file";
            case NetParser.NEWLINE -> "the end of the line";
            case NetLexer.STRING -> "a string";
            default -> "`" + found.getText() + "`";
        };
    }
}
